/** The place of a row in the file that it was refused from: it keeps its order among rows of the same instant. */
export const placeField = '_position';
export const lineField = '_line';
export const reasonField = '_reason';

/** What a rejects file adds to a row, as columns, members or attributes; read again, all but the place mean nothing. */
export const rejectFields = [placeField, lineField, reasonField] as const;

export function isRejectField(name: string): boolean {
  return name === placeField || name === lineField || name === reasonField;
}
