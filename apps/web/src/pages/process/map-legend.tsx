import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { texts } from '../../texts.js';
import type { Measure } from './map-state.js';
import { sideText } from './side-text.js';
import styles from './map-legend.module.css';

const words = texts.process.legend;

/** What width, colours, dashes and frames of the map mean: only of what is on it. */
export function MapLegend({ answer, measure }: { readonly answer: ProcessAnswer; readonly measure: Measure }) {
  const { declared, comparison } = answer;
  const rows = [
    ...(comparison === undefined ? [] : [['', words.sides(sideText(comparison.a), sideText(comparison.b))] as const]),
    ['width', comparison === undefined ? words.width : words.widthCompared],
    ...(measure === 'count' || comparison !== undefined ? [] : [['shades', words.time] as const]),
    ...(comparison === undefined
      ? []
      : ([
          ['more', words.more],
          ['less', words.less],
          ['', words.unmarked],
        ] as const)),
    ...(declared?.path === undefined ? [] : [['dash', words.offPath] as const]),
    ...(declared === undefined || declared.terminal.length === 0 ? [] : [['terminal', words.terminal] as const]),
    ['ends', words.ends],
  ] as const;
  return (
    <ul className={`${styles['legend']} quiet small`} aria-label={words.label}>
      {rows.map(([sign, says]) => (
        <li key={says}>
          {sign !== '' && <Sign sign={sign} />}
          {says}
        </li>
      ))}
    </ul>
  );
}

const line = 'var(--quiet)';
const signs = {
  width: [1, 3, 6].map((width, at) => <path key={width} d={`M${at * 16},8h13`} stroke={line} strokeWidth={width} />),
  shades: [0, 1, 2, 3, 4].map((shade) => (
    <path key={shade} d={`M${shade * 9},8h9`} stroke={`var(--map-t${shade})`} strokeWidth={6} />
  )),
  more: <path d="M0,8h45" stroke="var(--map-more)" strokeWidth={4} />,
  less: <path d="M0,8h45" stroke="var(--map-less)" strokeWidth={4} />,
  dash: <path d="M0,8h45" stroke={line} strokeWidth={2} strokeDasharray="7 5" />,
  terminal: (
    <g fill="none" stroke="var(--ink)">
      <rect x="9" y="1" width="26" height="14" rx="3" />
      <rect x="12" y="4" width="20" height="8" rx="2" />
    </g>
  ),
  ends: (
    <g fill="none" stroke="var(--ink)">
      <circle cx="13" cy="8" r="6" strokeWidth={1.5} />
      <circle cx="33" cy="8" r="5" strokeWidth={4} />
    </g>
  ),
} as const;

function Sign({ sign }: { readonly sign: keyof typeof signs }) {
  return (
    <svg width="46" height="16" viewBox="0 0 46 16" aria-hidden="true">
      {signs[sign]}
    </svg>
  );
}
