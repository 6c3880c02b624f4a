import { describe, expect, it } from '@jest/globals';
import { AnswerOutput } from './streams.js';

function slowOutput() {
  const written: string[] = [];
  let drain: () => void = () => undefined;
  let gone: () => void = () => undefined;
  const stdout = {
    write: (text: string) => (written.push(text), false),
    once: (_event: 'drain', listener: () => void) => void (drain = listener),
  };
  const output = new AnswerOutput({ stdout, onReaderGone: (listener) => (gone = listener) });
  return { output, written, drain: () => drain(), gone: () => gone() };
}

describe('the answer', () => {
  it('is written no faster than it is read', async () => {
    const { output, written, drain } = slowOutput();
    let isWritten = false;
    const writing = output.write('a').then((isRead) => {
      isWritten = true;
      return isRead;
    });
    await Promise.resolve();
    expect([written, isWritten]).toEqual([['a'], false]);
    drain();
    expect(await writing).toBe(true);
  });

  it('is given up when its reader is gone, also while it waits for it', async () => {
    const { output, written, gone } = slowOutput();
    const writing = output.write('a');
    gone();
    expect(await writing).toBe(false);
    expect(await output.write('b')).toBe(false);
    expect(written).toEqual(['a']);
  });
});
