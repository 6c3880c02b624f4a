import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ImportReport } from '#workspace/answers.js';
import type { WorkProgress } from '../../api/long-work.js';
import { importFile, proposeReading, type Imported, type Reading } from './import-requests.js';

/** Where an import stands. */
export type ImportStage =
  | { readonly kind: 'idle' }
  | { readonly kind: 'proposing' }
  | { readonly kind: 'proposed'; readonly tried?: ImportReport }
  | { readonly kind: 'working'; readonly dryRun: boolean; readonly progress?: WorkProgress }
  | ({ readonly kind: 'done' } & Imported)
  | { readonly kind: 'cancelled' };

const readingAtFirst: Reading = {
  mapping: undefined,
  rows: [],
  columns: [],
  timeFormats: [],
  notes: [],
  dataset: '',
  process: '',
  format: '',
  cases: '',
};

/** An import from choosing a file to its report. A problem leaves the stage before it, so that one can correct and go on. */
export function useImport() {
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [reading, setReading] = useState(readingAtFirst);
  const [stage, setStage] = useState<ImportStage>({ kind: 'idle' });
  const [problem, setProblem] = useState<unknown>();
  const abort = useRef<AbortController>(undefined);
  const begin = (next: ImportStage): void => {
    setProblem(undefined);
    setStage(next);
  };

  const choose = async (chosen: File): Promise<void> => {
    setFile(chosen);
    begin({ kind: 'proposing' });
    try {
      const proposed = await proposeReading(chosen);
      setReading(proposed.reading);
      setProblem(proposed.problem);
      setStage({ kind: 'proposed' });
    } catch (error) {
      setProblem(error);
      setStage({ kind: 'idle' });
    }
  };

  const run = async (dryRun: boolean): Promise<void> => {
    if (!file) return;
    const { signal } = (abort.current = new AbortController());
    begin({ kind: 'working', dryRun });
    try {
      const onProgress = (progress: WorkProgress): void => setStage({ kind: 'working', dryRun, progress });
      const imported = await importFile(file, reading, dryRun, { onProgress, signal });
      if (imported.rows) setReading({ ...reading, rows: imported.rows });
      setStage(dryRun ? { kind: 'proposed', tried: imported.report } : { kind: 'done', ...imported });
    } catch (error) {
      if (!signal.aborted) setProblem(error);
      setStage(signal.aborted && !dryRun ? { kind: 'cancelled' } : { kind: 'proposed' });
    }
    if (!dryRun) await client.invalidateQueries();
  };

  const reset = (): void => {
    setFile(undefined);
    setReading(readingAtFirst);
    begin({ kind: 'idle' });
  };
  return {
    file,
    reading,
    stage,
    problem,
    setReading,
    choose: (chosen: File) => void choose(chosen),
    run: (dryRun: boolean) => void run(dryRun),
    cancel: () => abort.current?.abort(),
    reset,
  };
}

export type Import = ReturnType<typeof useImport>;
