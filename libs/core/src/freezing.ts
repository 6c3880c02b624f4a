/** Freezes plain data to its depth: who writes into it is told at once. */
export function freezeAll<Value extends object>(value: Value): Value {
  for (const name in value) {
    const member = value[name];
    if (typeof member === 'object' && member !== null) freezeAll(member);
  }
  return Object.freeze(value);
}
