import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { postLongWork, type WorkProgress } from '../../api/long-work.js';
import { address } from '../../api/request.js';

export interface Demonstration {
  readonly progress: WorkProgress | undefined;
  readonly running: boolean;
  readonly problem: unknown;
  readonly load: () => void;
  readonly cancel: () => void;
}

/** Fills an empty ledger with the made-up portfolio. */
export function useDemonstration(): Demonstration {
  const client = useQueryClient();
  const [progress, setProgress] = useState<WorkProgress>();
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const abort = useRef<AbortController>(undefined);
  const run = async (): Promise<void> => {
    abort.current = new AbortController();
    setRunning(true);
    setProblem(undefined);
    try {
      await postLongWork(
        address('/demonstration'),
        undefined,
        {},
        {
          onProgress: setProgress,
          onLine: () => undefined,
          signal: abort.current.signal,
        },
      );
    } catch (error) {
      if (!abort.current.signal.aborted) setProblem(error);
    }
    setRunning(false);
    await client.invalidateQueries();
  };
  return { progress, running, problem, load: () => void run(), cancel: () => abort.current?.abort() };
}
