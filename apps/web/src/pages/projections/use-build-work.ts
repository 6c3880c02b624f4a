import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { BuildChange, ChangeSubject, DiffAnswer } from '#workspace/build-answers.js';
import { postLongWork, type WorkProgress } from '../../api/long-work.js';
import { address } from '../../api/request.js';

export type BuildAction = BuildChange | 'rebuild' | 'diff';

export interface BuildWork {
  readonly running: BuildAction | undefined;
  readonly progress: WorkProgress | undefined;
  readonly problem: unknown;
  readonly diff: DiffAnswer | undefined;
  readonly run: (action: BuildAction, subject?: ChangeSubject) => void;
  /** Gives up what is running; a build that was begun here is given up with it. */
  readonly stop: () => void;
}

/** What is done with the builds of one projection, one thing at a time. */
export function useBuildWork(name: string): BuildWork {
  const client = useQueryClient();
  const stopping = useRef<AbortController>(undefined);
  const [running, setRunning] = useState<BuildAction>();
  const [progress, setProgress] = useState<WorkProgress>();
  const [problem, setProblem] = useState<unknown>();
  const [diff, setDiff] = useState<DiffAnswer>();
  const run = async (action: BuildAction, { key }: ChangeSubject): Promise<void> => {
    stopping.current = new AbortController();
    setRunning(action);
    setProgress(undefined);
    setProblem(undefined);
    setDiff(undefined);
    const { signal } = stopping.current;
    const onLine = (line: Readonly<Record<string, unknown>>): void => {
      if (action === 'diff' && line['result'] !== undefined) setDiff(line['result'] as DiffAnswer);
    };
    try {
      const url = address(`/projections/${encodeURIComponent(name)}/${action}`, { key });
      await postLongWork(url, undefined, {}, { onProgress: setProgress, onLine, signal });
    } catch (error) {
      if (!signal.aborted) setProblem(error);
    }
    setRunning(undefined);
    await client.invalidateQueries({ queryKey: ['ledger'] });
  };
  return {
    running,
    progress,
    problem,
    diff,
    run: (action, subject = {}) => void run(action, subject),
    stop: () => stopping.current?.abort(),
  };
}
