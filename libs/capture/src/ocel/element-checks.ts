import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { isLabel } from '#domain/fields.js';
import { lineProblem } from '#domain/plain-json.js';
import { sourceTime } from '../source-time.js';
import type { DeclaredTypes } from './declared-types.js';
import type { OcelEvent, OcelObject, OcelRelationship } from './ocel-document.js';
import { eventProblems, objectProblems } from './ocel-schema.js';
import type { Problem } from './ocel-schema.js';

/** The objects of a log: who they are first, because everything else refers to them, then what is said of each. */
export class ObjectChecks {
  readonly typeOf = new Map<string, string>();
  /** What is wrong with ids and types: it makes the whole unreadable. */
  readonly wholeProblems: Problem[] = [];
  readonly bad = new Map<number, readonly Problem[]>();

  constructor(private readonly types: DeclaredTypes) {}

  identify(object: unknown, index: number): void {
    const at = `/objects/${index}`;
    const problems = objectProblems(object, at).filter(
      ({ pointer }) => pointer === at || pointer === `${at}/id` || pointer === `${at}/type`,
    );
    if (problems.length > 0) return void this.wholeProblems.push(...problems);
    const { id, type } = object as OcelObject;
    const problem = lineProblem(id, limits.identifierChars);
    if (problem !== undefined) this.wholeProblems.push({ pointer: `${at}/id`, message: problem });
    if (this.typeOf.has(id))
      this.wholeProblems.push({ pointer: `${at}/id`, message: 'is the id of another object too' });
    if (!this.types.has(type)) this.wholeProblems.push({ pointer: `${at}/type`, message: undeclared(this.types) });
    this.typeOf.set(id, type);
  }

  check(object: OcelObject, index: number): void {
    const at = `/objects/${index}`;
    let problems = objectProblems(object, at);
    if (problems.length === 0) {
      const { type, attributes = [], relationships = [] } = object;
      problems = [
        ...this.types.attributeProblems(type, attributes, `${at}/attributes`),
        ...valueProblems(attributes, `${at}/attributes`),
        ...relationProblems(relationships, this.typeOf, `${at}/relationships`),
      ];
    }
    if (problems.length > 0) this.bad.set(index, problems);
  }
}

/** The events of a log. */
export class EventChecks {
  readonly bad = new Map<number, readonly Problem[]>();
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly types: DeclaredTypes,
    private readonly objects: ReadonlyMap<string, string>,
  ) {}

  check(event: unknown, index: number): void {
    const at = `/events/${index}`;
    let problems = eventProblems(event, at);
    if (problems.length === 0) problems = this.sense(event as OcelEvent, at, index);
    if (problems.length > 0) this.bad.set(index, problems);
  }

  private sense({ id, type, time, ...event }: OcelEvent, at: string, index: number): Problem[] {
    const { attributes = [], relationships = [] } = event;
    const first = this.seen.get(id);
    if (first === undefined) this.seen.set(id, index);
    const own: readonly (readonly [string, string | undefined])[] = [
      [
        'id',
        lineProblem(id, limits.identifierChars) ??
          (first === undefined ? undefined : `is the id of /events/${first} too`),
      ],
      ['type', this.types.has(type) ? undefined : undeclared(this.types)],
      ['time', timeProblem(time)],
      ['relationships', tooMany(relationships)],
    ];
    const problems = own.flatMap(([member, message]) =>
      message === undefined ? [] : { pointer: `${at}/${member}`, message },
    );
    return [
      ...problems,
      ...this.types.attributeProblems(type, attributes, `${at}/attributes`),
      ...valueProblems(attributes, `${at}/attributes`),
      ...relationProblems(relationships, this.objects, `${at}/relationships`),
    ];
  }
}

function tooMany(relationships: readonly OcelRelationship[]): string | undefined {
  if (relationships.length <= limits.objectsPerEvent) return undefined;
  const [many, max] = [relationships.length, limits.objectsPerEvent].map((count) => count.toLocaleString('en'));
  return `name ${many} objects: one event concerns at most ${max}`;
}

function undeclared({ at }: DeclaredTypes): string {
  return `is not declared in ${at}`;
}

/** An attribute has one value at a time; said twice the same, it is said once. */
function valueProblems(
  attributes: readonly { readonly name: string; readonly value: string; readonly time?: string }[],
  at: string,
): Problem[] {
  const problems: Problem[] = [];
  const values = new Map<string, string>();
  for (const [index, { name, value, time }] of attributes.entries()) {
    const wrong = time === undefined ? undefined : timeProblem(time);
    if (wrong !== undefined) {
      problems.push({ pointer: `${at}/${index}/time`, message: wrong });
      continue;
    }
    const key = JSON.stringify([name, time === undefined ? '' : momentOf(time)]);
    const before = values.get(key);
    if (before !== undefined && before !== value) {
      const when = time === undefined ? '' : ' from the same time on';
      problems.push({ pointer: `${at}/${index}/value`, message: `is a second value of its attribute${when}` });
    }
    values.set(key, value);
  }
  return problems;
}

function relationProblems(
  relationships: readonly OcelRelationship[],
  objects: ReadonlyMap<string, string>,
  at: string,
): Problem[] {
  return relationships.flatMap(({ objectId, qualifier }, index): Problem[] => {
    const problems: Problem[] = [];
    if (!objects.has(objectId))
      problems.push({ pointer: `${at}/${index}/objectId`, message: 'names no object of the file' });
    if (qualifier !== '' && !isLabel(qualifier)) {
      const message = `must be empty, or one line of at most ${limits.nameChars} characters`;
      problems.push({ pointer: `${at}/${index}/qualifier`, message });
    }
    return problems;
  });
}

/** What the format of the schema lets pass: leap seconds, what is finer than a nanosecond, the year 0. */
function timeProblem(time: string): string | undefined {
  try {
    sourceTime(time);
    return undefined;
  } catch (error) {
    if (error instanceof LedgerError) return error.message.replace(/\.$/, '');
    throw error;
  }
}

/** Tells moments apart to the nanosecond, whatever their offsets. */
export function momentOf(time: string): string {
  const { instant, nanos } = sourceTime(time);
  return `${instant} ${nanos}`;
}
