import { isId } from '#core/ids.js';
import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { DraftObject } from '#domain/touchpoint.js';

/** Objects of a draft as they stand in `data.objects`: under keyed ids, without what they are called. */
export function concernedObjects(objects: readonly DraftObject[], idOf: (name: string) => Id): object[] {
  return objects.map(({ id, type, qualifier }) => ({
    id: idOf(id),
    type,
    ...(qualifier === undefined ? undefined : { qualifier }),
  }));
}

/** The object that an event is about, or the first one that it concerns; undefined where it has to do with none. */
export function objectOf(data: object): Id | undefined {
  const { object, objects } = data as { readonly object?: unknown; readonly objects?: unknown };
  if (isId(object)) return object;
  const first = Array.isArray(objects) ? (objects[0] as { readonly id?: unknown } | undefined)?.id : undefined;
  return isId(first) ? first : undefined;
}

/** Whether a copy of an event would be a step of a case that the event does not concern, or is a step of itself. */
export function isStrayCopy(
  { process, data }: Pick<RecordedEvent, 'process' | 'data'>,
  ofCase: Id,
  object: Id,
): boolean {
  const { objects = [] } = data as { readonly objects?: readonly { readonly id: Id }[] };
  return process?.case === ofCase || !objects.some(({ id }) => id === object);
}
