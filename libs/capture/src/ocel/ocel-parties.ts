import type { DraftParty } from '#domain/touchpoint.js';
import { dataCell, dataOf, optional } from '../csv/cells.js';
import type { OcelEvent, OcelObject } from './ocel-document.js';
import { momentsOf } from './ocel-objects.js';
import type { OcelMapping, OcelParty } from './ocel-mapping.js';

/** What a mapping makes of an event besides what every event says. */
export interface MappedEvent {
  readonly type: string;
  readonly parties: readonly DraftParty[];
  readonly actor?: DraftParty;
  readonly data: Readonly<Record<string, unknown>>;
}

type Find = (event: OcelEvent) => readonly DraftParty[];

/** A mapping as a function of the events of one log. The mapping must have been checked against it. */
export class MappedEvents {
  private readonly parties: readonly Find[];
  private readonly actor: Find | undefined;
  private readonly data: (event: OcelEvent) => Record<string, unknown>;
  private readonly typeOf: (eventType: string) => string;

  constructor(
    mapping: OcelMapping | undefined,
    private readonly objects: ReadonlyMap<string, OcelObject>,
    zone: string,
  ) {
    this.parties = (mapping?.parties ?? []).map((party) => this.finder(party));
    this.actor = mapping?.actor && this.finder(mapping.actor);
    this.data = dataReader(mapping, zone);
    const type = mapping?.type ?? 'ActivityRecorded';
    if (typeof type === 'string') this.typeOf = () => type;
    else {
      const types = new Map(Object.entries(type.values));
      this.typeOf = (eventType) => types.get(eventType) ?? type.default;
    }
  }

  /** @throws CellRefusal when a value is not what the mapping says */
  of(event: OcelEvent): MappedEvent {
    const [actor] = this.actor?.(event) ?? [];
    const parties = this.parties.flatMap((find) => find(event));
    if (actor !== undefined && !parties.some((party) => isSame(party, actor))) parties.push(actor);
    return { type: this.typeOf(event.type), parties, data: this.data(event), ...optional('actor', actor) };
  }

  private finder(rule: OcelParty): Find {
    const known = new Map<string, DraftParty>();
    const partyOf = (value: string): DraftParty => {
      let party = known.get(value);
      // The same object for the same party: the directory is asked once.
      if (party === undefined) known.set(value, (party = draftParty(rule, value, this.objects.get(value))));
      return party;
    };
    const { attribute, objectType, qualifier } = rule;
    if (attribute !== undefined) {
      return ({ attributes = [] }) => {
        const value = attributes.find((one) => one.name === attribute)?.value.trim();
        return value === undefined || value === '' ? [] : [partyOf(value)];
      };
    }
    return ({ relationships = [] }) => {
      const named = relationships.filter(
        (one) =>
          this.objects.get(one.objectId)?.type === objectType &&
          (qualifier === undefined || one.qualifier === qualifier),
      );
      return [...new Set(named.map(({ objectId }) => objectId))].toSorted().map(partyOf);
    };
  }
}

/** The customer's party that an object stands for, by a mapping; what is said of the object is then said of them. */
export function partyOfObject(mapping: OcelMapping | undefined, object: OcelObject): DraftParty | undefined {
  const rule = mapping?.parties?.find(({ objectType, side }) => objectType === object.type && side === 'customer');
  return rule && draftParty(rule, object.id, object);
}

function draftParty(rule: OcelParty, value: string, object: OcelObject | undefined): DraftParty {
  const { kind, role, side, scheme = rule.objectType ?? rule.attribute! } = rule;
  const name = rule.name === undefined || object === undefined ? undefined : latestOf(object, rule.name);
  return { kind, role, side, identifiers: [{ scheme, value }], ...optional('name', name) };
}

function latestOf(object: OcelObject, attribute: string): string | undefined {
  const values = momentsOf(object).flatMap(({ attributes }) => attributes.filter(({ name }) => name === attribute));
  return values.at(-1)?.value.trim() || undefined;
}

function isSame(a: DraftParty, b: DraftParty): boolean {
  const [first, second] = [a.identifiers[0]!, b.identifiers[0]!];
  return first.scheme === second.scheme && first.value === second.value && a.side === b.side;
}

function dataReader(mapping: OcelMapping | undefined, zone: string): (event: OcelEvent) => Record<string, unknown> {
  const rules = Object.entries(mapping?.data ?? {});
  if (rules.length === 0) return () => ({});
  // Attributes are read as the cells of a row are.
  const names = [...new Set(rules.flatMap(([, rule]) => ('attribute' in rule ? [rule.attribute] : [])))];
  const fields = rules.map(([field, rule]) => {
    if (!('attribute' in rule)) return dataCell(field, rule, names, zone);
    const { attribute: column, ...how } = rule;
    return dataCell(field, { column, ...how }, names, zone);
  });
  return ({ attributes = [] }) => {
    const cells = names.map((name) => attributes.find((one) => one.name === name)?.value ?? '');
    return dataOf(fields.map((field) => field(cells)).filter((entry) => entry !== undefined));
  };
}
