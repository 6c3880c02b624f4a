import { describe, expect, it } from '@jest/globals';
import { Interruption } from './interruption.js';

function interruption() {
  let now = 1_000;
  let press: () => void = () => undefined;
  const heard: string[] = [];
  const streams = { now: () => now, onInterrupt: (listener: () => void) => void (press = listener) };
  const made = new Interruption(streams, { first: () => heard.push('first'), second: () => heard.push('second') });
  const pressAfter = (ms: number): void => {
    now += ms;
    press();
  };
  return { made, heard, pressAfter };
}

describe('Ctrl-C', () => {
  it('stops in order, and at once when it is pressed again', () => {
    const { made, heard, pressAfter } = interruption();
    expect(made.signal.aborted).toBe(false);
    pressAfter(0);
    expect(made.signal.aborted).toBe(true);
    expect(heard).toEqual(['first']);
    pressAfter(1_000);
    expect(heard).toEqual(['first', 'second']);
  });

  it('is pressed once when it arrives twice, from the terminal and from npm', () => {
    const { heard, pressAfter } = interruption();
    pressAfter(0);
    pressAfter(5);
    pressAfter(300);
    expect(heard).toEqual(['first']);
  });

  it('leaves work that does not look at the signal', async () => {
    const { made, pressAfter } = interruption();
    const left = made.leaving(new Promise(() => undefined));
    pressAfter(0);
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    await expect(made.leaving(new Promise(() => undefined))).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('changes nothing about work that ends by itself', async () => {
    const { made } = interruption();
    await expect(made.leaving(Promise.resolve(3))).resolves.toBe(3);
    await expect(made.leaving(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
