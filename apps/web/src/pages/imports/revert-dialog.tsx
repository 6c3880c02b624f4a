import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ImportRow } from '#workspace/answers.js';
import { postLongWork, type WorkProgress } from '../../api/long-work.js';
import { address } from '../../api/request.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { WorkProgressBar } from '../../parts/work-progress.js';
import { texts } from '../../texts.js';
import styles from './imports.module.css';

/** Asks once more before an import is taken back, says what that means, and does it. */
export function RevertDialog({ row, close }: { readonly row: ImportRow; readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const { revert, progress, running, problem } = useRevert(row, close);
  const { count } = useLanguage();
  const words = texts.imports.revert;
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog ref={dialog} className={styles['dialog']} aria-labelledby="revert-title" onClose={close}>
      <h2 id="revert-title">{words.title}</h2>
      <p>{words.says(row.dataset, count(row.appended))}</p>
      {problem !== undefined && <ProblemState error={problem} />}
      {running ? (
        <WorkProgressBar title={words.working} progress={progress} cancel={close} />
      ) : (
        <>
          <TextInput
            label={words.reason}
            maxLength={256}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <div className={styles['actions']}>
            <Button onClick={() => revert(reason.trim())}>{words.action}</Button>
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
          </div>
        </>
      )}
    </dialog>
  );
}

function useRevert({ importId }: ImportRow, done: () => void) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<WorkProgress>();
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const run = async (reason: string): Promise<void> => {
    setRunning(true);
    setProgress(undefined);
    setProblem(undefined);
    try {
      const body = new Blob([JSON.stringify(reason === '' ? {} : { reason })]);
      // Once it is asked for it is recorded; closing the page only stops waiting for the answers to be folded.
      const work = { onProgress: setProgress, onLine: () => undefined, signal: new AbortController().signal };
      const url = address(`/imports/${encodeURIComponent(importId)}/revert`);
      await postLongWork(url, body, { 'Content-Type': 'application/json' }, work);
      await client.invalidateQueries();
      done();
    } catch (error) {
      setProblem(error);
    }
    setRunning(false);
  };
  return { revert: (reason: string) => void run(reason), progress, running, problem };
}
