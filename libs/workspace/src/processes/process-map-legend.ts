import { escapeMarkup } from '#core/markup.js';
import type { Size } from './process-map-layout.js';
import { fontSize, lineHeight, sizeOf } from './process-map-text.js';

/** What something on the map means. */
export interface LegendRow {
  readonly sign: 'width' | 'shades' | 'dash' | 'terminal' | 'ends' | 'more' | 'less' | 'none';
  readonly says: string;
}

const signWidth = 56;
const rowHeight = lineHeight + 4;

export function legendSize(rows: readonly LegendRow[]): Size {
  const { width } = sizeOf(
    rows.map(({ says }) => says),
    { width: 0, height: 0 },
  );
  return { width: signWidth + width, height: rows.length * rowHeight };
}

/** The legend below a map; a page that explains the map itself leaves it out. */
export function drawLegend(rows: readonly LegendRow[], x: number, y: number): string {
  const drawn = rows.map(({ sign, says }, at) => {
    const top = at * rowHeight;
    return `${drawnSign(sign, top + rowHeight / 2)}<text x="${signWidth}" y="${top + rowHeight / 2 + fontSize * 0.35}">${escapeMarkup(says)}</text>`;
  });
  return `<g class="legend" transform="translate(${x} ${y})">${drawn.join('')}</g>`;
}

function drawnSign(sign: LegendRow['sign'], y: number): string {
  const line = (from: number, to: number, width: number): string =>
    `<path d="M${from},${y}H${to}" stroke-width="${width}"/>`;
  switch (sign) {
    case 'width':
      return `<g class="arc t0">${line(0, 14, 1)}${line(16, 30, 3)}${line(32, 46, 6)}</g>`;
    case 'shades':
      return [0, 1, 2, 3, 4]
        .map((shade) => `<g class="arc t${shade}">${line(shade * 9, shade * 9 + 9, 6)}</g>`)
        .join('');
    case 'dash':
      return `<g class="arc t0 off-path">${line(0, 46, 2)}</g>`;
    case 'terminal':
      return `<g class="activity terminal"><rect x="10" y="${y - 7}" width="26" height="14" rx="3"/><rect class="inner" x="13" y="${y - 4}" width="20" height="8" rx="2"/></g>`;
    case 'ends':
      return `<g class="end-of-case start"><circle cx="14" cy="${y}" r="6"/></g><g class="end-of-case end"><circle cx="34" cy="${y}" r="5"/></g>`;
    case 'more':
    case 'less':
      return `<g class="arc ${sign}">${line(0, 46, 3)}</g>`;
    case 'none':
      return '';
  }
}
