import cliProgress from 'cli-progress';
import type { Progress } from '#core/ports.js';
import type { Output } from '../streams.js';

/** Shows long work: a bar on a terminal, a line every few seconds elsewhere, nothing for what is over at once. */
export interface ProgressDisplay {
  readonly report: Progress;
  /** Writes a message without tearing the bar. */
  interrupt(write: () => void): void;
  end(): void;
}

const lineEveryMs = 3_000;

export function startProgress(output: Output, now: () => number = Date.now): ProgressDisplay {
  return output.isTTY ? new BarDisplay(output) : new LineDisplay(output, now);
}

type State = Parameters<Progress>[0];

class BarDisplay implements ProgressDisplay {
  readonly #output: Output;
  #bar: cliProgress.SingleBar | undefined;
  #stage: string | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  readonly report: Progress = (state) => {
    if (state.stage !== this.#stage) this.end();
    this.#stage = state.stage;
    this.#bar ??= this.#start(state);
    if (state.total !== undefined) this.#bar.setTotal(state.total);
    this.#bar.update(state.done);
  };

  #start(state: State): cliProgress.SingleBar {
    const known = state.total !== undefined;
    const scale = state.unit === 'bytes' ? 1024 * 1024 : 1;
    const bar = new cliProgress.SingleBar({
      stream: this.#output as unknown as NodeJS.WritableStream,
      clearOnComplete: true,
      hideCursor: true,
      format: `${state.stage} ${known ? '{bar} {percentage} % · ' : ''}{value} ${state.unit === 'bytes' ? 'MiB' : state.unit} · {rate}/s${known ? ' · {eta_formatted} left' : ''}`,
      formatValue: (value, _options, type) =>
        type === 'value' || type === 'total'
          ? (value / scale).toLocaleString('en', { maximumFractionDigits: scale > 1 ? 1 : 0 })
          : String(value),
    });
    const startedAt = Date.now();
    bar.start(state.total ?? 0, state.done, { rate: '0' });
    bar.on('redraw-pre', () => undefined);
    const update = bar.update.bind(bar);
    // The rate is what a person waits for: of the whole stage, not of the last second, so that it does not jump.
    bar.update = ((done: number) => {
      const seconds = (Date.now() - startedAt) / 1000;
      const rate = seconds > 0 ? done / scale / seconds : 0;
      update(done, { rate: rate.toLocaleString('en', { maximumFractionDigits: rate < 100 ? 1 : 0 }) });
    }) as typeof bar.update;
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
  const perSecond = seconds > 0 ? state.done / seconds : 0;
  const amount = (value: number) =>
    state.unit === 'bytes'
      ? `${(value / 1024 / 1024).toFixed(1)} MiB`
      : `${Math.round(value).toLocaleString('en')} ${state.unit}`;
  const of = state.total === undefined ? '' : ` of ${amount(state.total)}`;
  const left =
    state.total === undefined || perSecond === 0 ? '' : `, ${Math.ceil((state.total - state.done) / perSecond)} s left`;
  return `${state.stage}: ${amount(state.done)}${of}, ${amount(perSecond)}/s${left}`;
}
