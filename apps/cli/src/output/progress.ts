import cliProgress from 'cli-progress';
import type { Progress } from '#core/ports.js';
import type { Output, Streams } from '../streams.js';

/** Shows long work: a bar on a terminal, a line every few seconds elsewhere, nothing for what is over at once. */
export interface ProgressDisplay {
  readonly report: Progress;
  /** Writes a message without tearing the bar. */
  interrupt(write: () => void): void;
  /** Forgets the stage: the next report begins anew. */
  end(): void;
}

const lineEveryMs = 3_000;
const barColumns = 24;
const mebibyte = 1024 * 1024;

type State = Parameters<Progress>[0];

export function startProgress(
  output: Output,
  { now, environment }: Pick<Streams, 'now' | 'environment'>,
): ProgressDisplay {
  const canMoveCursor = output.isTTY === true && environment['TERM'] !== 'dumb';
  return canMoveCursor ? new BarDisplay(output, now) : new LineDisplay(output, now);
}

class BarDisplay implements ProgressDisplay {
  readonly #output: Output;
  readonly #now: () => number;
  #bar: cliProgress.SingleBar | undefined;
  #stage: string | undefined;
  #startedAt = 0;

  constructor(output: Output, now: () => number) {
    this.#output = output;
    this.#now = now;
  }

  readonly report: Progress = (state) => {
    if (state.stage !== this.#stage) this.end();
    this.#bar ??= this.#start(state);
    if (state.total !== undefined) this.#bar.setTotal(state.total);
    const seconds = (this.#now() - this.#startedAt) / 1000;
    this.#bar.update(state.done, {
      amount: amountOf(state, state.done),
      rate: rateOf(state, seconds),
      left: leftOf(state, seconds),
    });
  };

  #start(state: State): cliProgress.SingleBar {
    const known = state.total !== undefined;
    const bar = new cliProgress.SingleBar({
      // It needs no more of it than what a terminal has.
      stream: this.#output as unknown as NodeJS.WritableStream,
      format: `{stage} ${known ? '{bar} {percentage} % · ' : ''}{amount} · {rate}{left}`,
      barsize: barColumns,
      clearOnComplete: true,
      hideCursor: true,
      // Our own signal handling ends the bar.
      gracefulExit: false,
    });
    this.#stage = state.stage;
    this.#startedAt = this.#now();
    const amount = amountOf(state, state.done);
    bar.start(state.total ?? 0, state.done, { stage: state.stage, amount, rate: '–', left: '' });
    return bar;
  }

  interrupt(write: () => void): void {
    this.end();
    write();
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#stage = undefined;
  }
}

class LineDisplay implements ProgressDisplay {
  readonly #output: Output;
  readonly #now: () => number;
  #stage: string | undefined;
  #startedAt = 0;
  #saidAt = 0;

  constructor(output: Output, now: () => number) {
    this.#output = output;
    this.#now = now;
  }

  readonly report: Progress = (state) => {
    const now = this.#now();
    if (state.stage !== this.#stage) {
      this.#stage = state.stage;
      this.#startedAt = now;
      this.#saidAt = now;
      return;
    }
    if (now - this.#saidAt < lineEveryMs) return;
    this.#saidAt = now;
    this.#output.write(`${lineOf(state, (now - this.#startedAt) / 1000)}\n`);
  };

  interrupt(write: () => void): void {
    write();
  }

  end(): void {
    this.#stage = undefined;
  }
}

function lineOf(state: State, seconds: number): string {
  const of = state.total === undefined ? '' : ` of ${amountOf(state, state.total)}`;
  return `${state.stage}: ${amountOf(state, state.done)}${of} · ${rateOf(state, seconds)}${leftOf(state, seconds)}`;
}

/** What is left at the rate of the whole stage; nothing while nobody knows. */
function leftOf({ done, total }: State, seconds: number): string {
  if (total === undefined || done === 0) return '';
  const left = Math.ceil((Math.max(0, total - done) * seconds) / done);
  return ` · ${left < 120 ? `${left} s` : `${Math.ceil(left / 60).toLocaleString('en')} min`} left`;
}

/** Of the whole stage, not of the last second, so that it does not jump. */
function rateOf(state: State, seconds: number): string {
  return seconds > 0 ? `${amountOf(state, state.done / seconds)}/s` : '–';
}

function amountOf({ unit }: State, value: number): string {
  return unit === 'bytes'
    ? `${(value / mebibyte).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MiB`
    : `${Math.round(value).toLocaleString('en')} ${unit}`;
}
