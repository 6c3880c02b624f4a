/** What is injected by name, because it is an interface or made outside. */
export const TEND = Symbol('tend');
export const LOG = Symbol('log');
export const PARTS = Symbol('parts');
