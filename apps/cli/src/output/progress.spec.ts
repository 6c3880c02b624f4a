import { describe, expect, it } from '@jest/globals';
import { startProgress } from './progress.js';

function display(terminal: { isTTY?: boolean; columns?: number } = {}, environment: Record<string, string> = {}) {
  let text = '';
  let now = 0;
  const output = {
    write: (part: string) => ((text += part), true),
    cursorTo: () => undefined,
    clearLine: () => undefined,
    ...terminal,
  };
  const progress = startProgress(output, { now: () => now, environment });
  return { progress, text: () => text, pass: (ms: number) => (now += ms) };
}

const mib = 1024 * 1024;

describe('progress where there is no terminal', () => {
  it('is a line every few seconds with rate and time left, and nothing for what is over at once', () => {
    const { progress, text, pass } = display();
    const at = (done: number): void =>
      progress.report({ stage: 'import', done: done * mib, total: 8 * mib, unit: 'bytes' });
    at(0);
    pass(2_900);
    at(1);
    expect(text()).toBe('');
    pass(1_100);
    at(2);
    at(2.1);
    pass(4_000);
    at(4);
    expect(text()).toBe(
      'import: 2.0 MiB of 8.0 MiB · 0.5 MiB/s · 12 s left\nimport: 4.0 MiB of 8.0 MiB · 0.5 MiB/s · 8 s left\n',
    );
  });

  it('begins anew with each stage, and leaves out what nobody knows', () => {
    const { progress, text, pass } = display();
    progress.report({ stage: 'import', done: 5, unit: 'rows' });
    pass(10_000);
    progress.report({ stage: 'projections', done: 0, total: 100_000, unit: 'events' });
    expect(text()).toBe('');
    pass(4_000);
    progress.report({ stage: 'projections', done: 100, total: 100_000, unit: 'events' });
    progress.end();
    progress.report({ stage: 'rows', done: 0, unit: 'rows' });
    pass(4_000);
    progress.report({ stage: 'rows', done: 12_000, unit: 'rows' });
    expect(text()).toBe(
      'projections: 100 events of 100,000 events · 25 events/s · 67 min left\nrows: 12,000 rows · 3,000 rows/s\n',
    );
  });

  it('is the same on a terminal that cannot move its cursor', () => {
    const { progress, text, pass } = display({ isTTY: true, columns: 80 }, { TERM: 'dumb' });
    progress.report({ stage: 'import', done: 0, unit: 'rows' });
    pass(4_000);
    progress.report({ stage: 'import', done: 8, unit: 'rows' });
    expect(text()).toBe('import: 8 rows · 2 rows/s\n');
  });
});

describe('progress on a terminal', () => {
  it('is a bar that shows the stage and is gone for messages and at the end', () => {
    const { progress, text, pass } = display({ isTTY: true, columns: 80 }, { TERM: 'xterm' });
    progress.report({ stage: 'import {value}', done: 1 * mib, total: 4 * mib, unit: 'bytes' });
    pass(2_000);
    progress.report({ stage: 'import {value}', done: 2 * mib, total: 4 * mib, unit: 'bytes' });
    progress.interrupt(() => undefined);
    expect(text()).toContain('import {value} ');
    expect(text()).toContain(' 25 % · 1.0 MiB · –');
    // The cursor that was hidden is shown again.
    expect(text().split('\u001b[?25l').length).toBe(text().split('\u001b[?25h').length);
    const before = text();
    progress.end();
    progress.end();
    expect(text()).toBe(before);
  });

  it('has no colours', () => {
    const { progress, text } = display({ isTTY: true, columns: 80 }, { TERM: 'xterm' });
    progress.report({ stage: 'import', done: 3, unit: 'rows' });
    progress.end();
    // oxlint-disable-next-line no-control-regex -- colours are control sequences
    expect(text()).not.toMatch(/\u001b\[[\d;]*m/);
  });
});
