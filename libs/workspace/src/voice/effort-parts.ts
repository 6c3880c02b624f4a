import type { Id, Instant } from '#core/time.js';
import type { CompetingOutcome } from '#measures/survival/aalen-johansen.js';
import { effortNames, type EffortName } from '#measures/effort/matter-effort.js';
import type { ValueCount } from '#measures/effort/effort-counts.js';
import type { Pieces } from '#projections/calls/pieces.js';
import { keyTotals } from '#projections/queries/key-totals.js';
import { PastView } from '#projections/queries/past-view.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { EffortDocument } from '#read-models/effort-document.js';
import { effortTotals } from '#read-models/effort.projection.js';
import type { CellPath } from '#read-store/port.js';
import type { PartOfRelationship } from './voice-filter.js';

/** Matters that were resolved in one month and whose first contact came on one channel. */
export interface MattersPart extends PartOfRelationship {
  readonly resolved: number;
  readonly unopened: number;
  readonly uncontacted: number;
  readonly forgotten: number;
  readonly lost: number;
  readonly took: Readonly<Record<EffortName, readonly ValueCount[]>>;
}

/** Escalations to one tier in one month, and how long they waited for an owner. */
export interface EscalationsPart extends PartOfRelationship {
  readonly tier: number | undefined;
  readonly escalations: number;
  readonly owned: number;
  readonly closed: number;
  readonly waiting: number;
  readonly lost: number;
  readonly times: readonly { readonly time: number; readonly outcome: CompetingOutcome }[];
}

export interface DaysPart extends PartOfRelationship {
  readonly days: number;
}

export interface EffortParts {
  readonly matters: readonly MattersPart[];
  readonly escalations: readonly EscalationsPart[];
  readonly days: readonly DaysPart[];
}

interface Total {
  readonly at: CellPath;
  readonly sums: Readonly<Record<string, number | bigint>>;
  readonly values: Readonly<Record<string, Iterable<number>>>;
}

/**
 * What `effort` keeps, at an instant: of each relationship where a segment, or each organisation, is asked for, else of all
 * together, which their totals tell without a look at any of them.
 */
export function* effortIn(
  view: ProjectionView,
  at: Instant,
  segmentOf: ((relationship: Id) => string) | undefined,
): Pieces<EffortParts> {
  const parts: { [Kind in keyof EffortParts]: EffortParts[Kind][number][] } = {
    matters: [],
    escalations: [],
    days: [],
  };
  if (segmentOf === undefined) {
    for (const { at: cell, sums, columns } of view.cells([])) add({ at: cell, sums, values: columns }, '', '');
    return parts;
  }
  for (const { key, row } of view.rows()) {
    yield;
    const isSome = ['resolved', 'unopened', 'uncontacted', 'lost', 'escalations', 'contactDays'].some(
      (name) => Number(row[name]) > 0,
    );
    if (isSome) for (const total of totalsOf(view, key)) add(total, key, segmentOf(key));
  }
  return parts;

  function add({ at: cell, sums, values }: Total, relationship: Id, segment: string): void {
    const sum = (name: string): number => Number(sums[name] ?? 0);
    const of = { relationship, segment, channel: 'unknown', month: String(cell.at(-1)) };
    if (cell[0] === 'days') parts.days.push({ ...of, days: sum('days') });
    else if (cell[0] === 'matters')
      parts.matters.push({
        ...of,
        channel: String(cell[1]),
        resolved: sum('resolved'),
        unopened: sum('unopened'),
        uncontacted: sum('uncontacted'),
        forgotten: sum('forgotten'),
        lost: sum('lost'),
        took: tookIn(sums),
      });
    else
      parts.escalations.push({
        ...of,
        tier: typeof cell[1] === 'number' ? cell[1] : undefined,
        escalations: sum('escalations'),
        owned: sum('owned'),
        closed: sum('closed'),
        waiting: sum('waiting'),
        lost: sum('lost'),
        times: [
          ...Array.from(values['ownedMs'] ?? [], (time) => ({ time, outcome: 'event' }) as const),
          ...Array.from(values['closedMs'] ?? [], (time) => ({ time, outcome: 'competing' }) as const),
          ...Array.from(values['waitingSince'] ?? [], (since) => ({ time: at - since, outcome: 'censored' }) as const),
        ],
      });
  }
}

/** Of the past the steps that were kept tell it; its document would have to be folded. */
function totalsOf(view: ProjectionView, key: Id): readonly Total[] {
  if (view instanceof PastView) return keyTotals(view.parts(), key);
  const document = view.document<EffortDocument>(key)?.document;
  if (document === undefined) return [];
  return effortTotals(document).map(({ at, add = {}, values = {} }) => ({ at, sums: add, values }));
}

function tookIn(sums: Total['sums']): MattersPart['took'] {
  const counts = (name: EffortName): ValueCount[] =>
    Object.entries(sums).flatMap(([sum, matters]) =>
      sum.startsWith(`${name} `) ? [{ value: Number(sum.slice(name.length + 1)), matters: Number(matters) }] : [],
    );
  return Object.fromEntries(effortNames.map((name) => [name, counts(name)])) as Record<EffortName, ValueCount[]>;
}
