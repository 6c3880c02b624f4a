import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { BuildChange, ChangeSubject } from '#workspace/builds/build-answers.js';
import type { WhatIfAnswer } from '#workspace/builds/flag-answers.js';
import type { WhatIfQuery } from '#workspace/builds/build-questions.js';
import { postLongWork, type WorkProgress } from '../../api/long-work.js';
import { address } from '../../api/request.js';

export type BuildAction = BuildChange | 'rebuild' | 'diff' | 'what-if';

/** A key, or the question of a what-if. */
export type ActionSubject = ChangeSubject & { readonly query?: WhatIfQuery };

export interface BuildWork {
  readonly running: BuildAction | undefined;
  readonly progress: WorkProgress | undefined;
  readonly problem: unknown;
  readonly diff: WhatIfAnswer | undefined;
  readonly run: (action: BuildAction, about?: ActionSubject) => void;
  /** Gives up what is running; a build that was begun here is given up with it. */
  readonly stop: () => void;
}

const compares: ReadonlySet<BuildAction> = new Set(['diff', 'what-if']);

/** What is done with the builds of one projection, one thing at a time. */
export function useBuildWork(name: string): BuildWork {
  const client = useQueryClient();
  const stopping = useRef<AbortController>(undefined);
  const [running, setRunning] = useState<BuildAction>();
  const [progress, setProgress] = useState<WorkProgress>();
  const [problem, setProblem] = useState<unknown>();
  const [diff, setDiff] = useState<WhatIfAnswer>();
  const run = async (action: BuildAction, { key, query }: ActionSubject): Promise<void> => {
    stopping.current = new AbortController();
    setRunning(action);
    setProgress(undefined);
    setProblem(undefined);
    setDiff(undefined);
    const { signal } = stopping.current;
    const onLine = (line: Readonly<Record<string, unknown>>): void => {
      if (compares.has(action) && line['result'] !== undefined) setDiff(line['result'] as WhatIfAnswer);
    };
    try {
      const url = address(`/projections/${encodeURIComponent(name)}/${action}`, { key });
      await postLongWork(url, ...bodyOf(query), { onProgress: setProgress, onLine, signal });
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
    run: (action, about = {}) => void run(action, about),
    stop: () => stopping.current?.abort(),
  };
}

function bodyOf(query: WhatIfQuery | undefined): [Blob | undefined, Readonly<Record<string, string>>] {
  if (query === undefined) return [undefined, {}];
  return [new Blob([JSON.stringify(query)]), { 'content-type': 'application/json' }];
}
