import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LinkAnswer } from '#workspace/answers.js';
import { postLongWork } from '../../api/long-work.js';
import { address } from '../../api/request.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { ProblemState } from '../../parts/problem-state.js';
import { texts } from '../../texts.js';
import { LinkForm } from './link-form.js';
import styles from './relationship.module.css';

interface LinksProps {
  readonly id: string;
  readonly links?: readonly LinkAnswer[] | undefined;
}

/** Which parties are this one relationship, and why. Each link can be taken back, and made again, and others be made. */
export function Links({ id, links = [] }: LinksProps) {
  const { instants } = useLanguage();
  const { send, running, problem, undone } = useLinks();
  const [isOpen, setOpen] = useState(false);
  const words = texts.relationship.links;
  return (
    <section>
      {(links.length > 0 || undone !== undefined || isOpen) && <h2>{words.title}</h2>}
      {problem !== undefined && <ProblemState error={problem} />}
      <ul className={styles['list']}>
        {links.map((link) => (
          <li key={link.link} className={styles['measured']}>
            <span title={instants.exact(link.recordedAt)}>
              {link.parties.map(nameOf).join(' = ')} <span className="quiet small">{evidenceOf(link)}</span>
            </span>
            <button
              type="button"
              className={styles['more']}
              disabled={running}
              aria-label={words.label(link.parties.map(nameOf).join(', '))}
              onClick={() => send('UnlinkParties', { link: link.link }, link)}
            >
              {words.unlink}
            </button>
          </li>
        ))}
      </ul>
      {undone !== undefined && (
        <output>
          {words.undone(undone.parties.map(nameOf).join(', '))}{' '}
          <button
            type="button"
            className={styles['more']}
            disabled={running}
            onClick={() => {
              const [party, other] = undone.parties.map(({ id }) => id);
              send('LinkParties', { party, other, evidence: undone.evidence });
            }}
          >
            {words.again}
          </button>
        </output>
      )}
      {isOpen ? (
        <LinkForm
          id={id}
          running={running}
          close={() => setOpen(false)}
          link={(other, evidence) => {
            setOpen(false);
            send('LinkParties', { party: id, other, evidence });
          }}
        />
      ) : (
        <button type="button" className={styles['more']} onClick={() => setOpen(true)}>
          {words.open}
        </button>
      )}
    </section>
  );
}

/** In the words of the page; what an older program has recorded as it was written. */
function evidenceOf({ evidence }: LinkAnswer): string {
  return (texts.relationship.links.evidence as Readonly<Record<string, string>>)[evidence] ?? evidence;
}

/** Sends a command, and lets everything be read anew when it is folded. */
function useLinks() {
  const client = useQueryClient();
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [undone, setUndone] = useState<LinkAnswer>();
  const send = async (command: string, body: object, unlinked?: LinkAnswer): Promise<void> => {
    setRunning(true);
    setProblem(undefined);
    try {
      const nothing = { onProgress: () => undefined, onLine: () => undefined };
      const work = { ...nothing, signal: new AbortController().signal };
      const json = { 'Content-Type': 'application/json' };
      await postLongWork(address(`/commands/${command}`), new Blob([JSON.stringify(body)]), json, work);
      await client.invalidateQueries();
      setUndone(unlinked);
    } catch (error) {
      setProblem(error);
    }
    setRunning(false);
  };
  return {
    send: (command: string, body: object, unlinked?: LinkAnswer) => void send(command, body, unlinked),
    running,
    problem,
    undone,
  };
}
