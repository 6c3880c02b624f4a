/** Numbers and durations in the reader's locale. */
export interface Numbers {
  /** 4558 → "4,558". */
  readonly count: (value: number) => string;
  /** 13.604 → "13.6"; below 1 with two figures behind the point: 0.0403 → "0.04". */
  readonly decimal: (value: number) => string;
  /** 0.126 → "13 %"; what is not nothing is never shown as 0 %. */
  readonly share: (value: number) => string;
  /** Bytes in the largest unit of 1,000 that leaves something before the point: "3.3 MB". */
  readonly bytes: (value: number) => string;
  /** Seconds in one unit, at most three figures: "3.2 d", "14 h". */
  readonly duration: (seconds: number) => string;
  /** Seconds in full: "30 d 0 h 1 min 56 s". */
  readonly exactDuration: (seconds: number) => string;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export function createNumbers(locale: string): Numbers {
  const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const hundredth = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const thousandth = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const percentTenth = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  return {
    count: (value) => integer.format(value),
    decimal: (value) => (Math.abs(value) < 1 ? hundredth : tenth).format(value),
    share(value) {
      if (value > 0 && value < 0.001) return `< ${percentTenth.format(0.001)}`;
      return value > 0 && value < 0.1 ? percentTenth.format(value) : percent.format(value);
    },
    bytes(value) {
      const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
      return `${tenth.format(value / 1000 ** power)} ${byteUnits[power]}`;
    },
    duration(seconds) {
      const size = Math.abs(seconds);
      const [unit, length] =
        size >= 2 * day ? ['d', day] : size >= hour ? ['h', hour] : size >= minute ? ['min', minute] : ['s', 1];
      const value = seconds / length;
      return `${(Math.abs(value) < 10 ? tenth : integer).format(value)} ${unit}`;
    },
    exactDuration(seconds) {
      const size = Math.abs(seconds);
      const parts = [
        [Math.floor(size / day), 'd'],
        [Math.floor((size % day) / hour), 'h'],
        [Math.floor((size % hour) / minute), 'min'],
      ] as const;
      const first = parts.findIndex(([value]) => value > 0);
      const large = first < 0 ? [] : parts.slice(first).map(([value, unit]) => `${integer.format(value)} ${unit}`);
      return `${seconds < 0 ? '−' : ''}${[...large, `${thousandth.format(size % minute)} s`].join(' ')}`;
    },
  };
}
