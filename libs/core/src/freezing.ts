/** Freezes plain data to its depth: who writes into it is told at once. */
export function freezeAll<Value extends object>(value: Value): Value {
  // A list of a few, without the names of its places: every fact has one.
  if (Array.isArray(value)) {
    for (const member of value as readonly unknown[])
      if (typeof member === 'object' && member !== null) freezeAll(member);
    return Object.freeze(value);
  }
  for (const name in value) {
    const member = value[name];
    if (typeof member === 'object' && member !== null) freezeAll(member);
  }
  return Object.freeze(value);
}
