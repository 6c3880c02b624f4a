import { readFileSync } from 'node:fs';

const sampleMs = 20;

/** Anonymous memory of this process in MiB: what is ours, without the mapped pages of LMDB. Linux only; 0 elsewhere. */
export function anonymousMiB(pid: number | 'self' = 'self'): number {
  try {
    const match = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match === null ? 0 : Number(match[1]) / 1024;
  } catch {
    return 0;
  }
}

/** Watches the peak of anonymous memory from now on. @returns ends it and tells the peak in MiB */
export function watchPeakMiB(pid: number | 'self' = 'self'): () => number {
  let peakMiB = anonymousMiB(pid);
  const timer = setInterval(() => (peakMiB = Math.max(peakMiB, anonymousMiB(pid))), sampleMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    return Math.round(Math.max(peakMiB, anonymousMiB(pid)));
  };
}
