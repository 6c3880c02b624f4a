import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { AddedDigest } from '#workspace/digests/digest-answers.js';
import { formText } from '../../parts/form-text.js';
import type { Change } from '../../parts/use-change.js';
import { texts } from '../../texts.js';
import styles from './today.module.css';

const words = texts.digests;
type Kind = keyof typeof words.kinds;

/** Registers an address of mail or of a program; of a program the secret is shown once. */
export function AddDigest({ owner, change }: { readonly owner: string | undefined; readonly change: Change }) {
  const [kind, setKind] = useState<Kind>('mail');
  const [secret, setSecret] = useState<string>();
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const answer = await change<AddedDigest>('POST', '', {
      [kind]: formText(given, 'address'),
      at: formText(given, 'at'),
      days: formText(given, 'days'),
      ...(owner === undefined ? {} : { owner }),
    });
    if (answer === undefined) return;
    setSecret(answer.secret);
    form.reset();
  };
  return (
    <>
      {secret !== undefined && (
        <output className={styles['secret']}>
          <span>{words.secret}</span>
          <code>{secret}</code>
          <Button size="compact-xs" variant="default" onClick={() => setSecret(undefined)}>
            {words.secretTaken}
          </Button>
        </output>
      )}
      <form className={styles['add']} aria-label={words.add} onSubmit={(event) => void submit(event)}>
        <NativeSelect
          label={words.kind}
          size="xs"
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as Kind)}
          data={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))}
        />
        <TextInput
          data-wide
          label={words.address[kind]}
          name="address"
          type={kind === 'mail' ? 'email' : 'url'}
          size="xs"
          required
          placeholder={kind === 'mail' ? 'team@example.org' : 'https://example.org/hook'}
        />
        <TextInput label={words.at} name="at" type="time" size="xs" required defaultValue="07:00" />
        <TextInput
          label={words.days}
          name="days"
          size="xs"
          required
          defaultValue="mon-fri"
          placeholder={words.daysHint}
        />
        <Button type="submit" size="xs" variant="default">
          {words.add}
        </Button>
      </form>
      {owner !== undefined && <p className="quiet small">{words.ofShown}</p>}
    </>
  );
}
