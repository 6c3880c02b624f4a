import { createLineSplitter } from './line-splitter.js';
import { noAnswer, Problem, problemOf } from './request.js';

/** How far long work is. */
export interface WorkProgress {
  readonly stage: string;
  readonly done: number;
  readonly total?: number;
  readonly unit: string;
}

export interface LongWork {
  readonly onProgress: (progress: WorkProgress) => void;
  /** Any other line than progress. */
  readonly onLine: (line: Readonly<Record<string, unknown>>) => void;
  readonly signal: AbortSignal;
}

/**
 * POSTs a body and reads the answer, NDJSON, line by line as it comes. XMLHttpRequest, because fetch gives no progress of
 * an upload, and an import is read by the server as fast as it is sent. A Blob is read from the disk as it goes.
 * @throws Problem when the server refuses, when a line holds a problem, or when no answer comes
 */
export async function postLongWork(
  url: string,
  body: Blob | undefined,
  headers: Readonly<Record<string, string>>,
  work: LongWork,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest();
    let read = 0;
    let failure: Problem | undefined;
    const lines = createLineSplitter((value) => {
      const line = value as Record<string, unknown>;
      if ('progress' in line) work.onProgress(line['progress'] as WorkProgress);
      else if ('problem' in line) failure = problemOf(statusOf(line['problem']), line['problem']);
      else work.onLine(line);
    });
    const take = (): void => {
      if (request.status !== 200) return;
      lines.write(request.responseText.slice(read));
      read = request.responseText.length;
    };
    const stop = (): void => request.abort();
    const settle = (error?: Error): void => {
      work.signal.removeEventListener('abort', stop);
      if (error === undefined) resolve();
      else reject(error);
    };
    // The browser shows no line of the answer before it has sent everything; after that the server tells how far it is.
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      work.onProgress(
        loaded < total
          ? { stage: 'upload', done: loaded, total, unit: 'bytes' }
          : { stage: 'wait', done: 0, unit: 'bytes' },
      ),
    );
    request.addEventListener('progress', take);
    request.addEventListener('load', () => {
      if (request.status >= 300) return settle(problemOf(request.status, parsed(request.responseText)));
      take();
      lines.end();
      settle(failure);
    });
    request.addEventListener('error', () => settle(failure ?? new Problem(noAnswer, 'offline')));
    request.addEventListener('abort', () => settle(new DOMException('Cancelled', 'AbortError')));
    work.signal.addEventListener('abort', stop);
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(body ?? null);
  });
}

function statusOf(problem: unknown): number {
  const status = (problem as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : 500;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
