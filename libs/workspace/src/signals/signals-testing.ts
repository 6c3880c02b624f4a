/** For specs, the file of a projection: a signal for every message that came in, graver after a day; a case that is closed ends all. */
export const signallingProjection = (name: string, kind: string, by = 'relationship'): string => `
import { begunBy, defineProjection, ignoring } from '#projections/definition/define-projection.js';
import * as families from '#domain/vocabulary.js';

const all = Object.entries(families).filter(([name]) => name.endsWith('Events')).map(([, family]) => family);
export const projection = defineProjection({
  name: '${name}',
  purpose: 'service',
  key: { by: '${by}' },
  initial: () => ({ begun: [], dueAt: null, isLong: false }),
  on: {
    ...ignoring(...all),
    MessageReceived: (doc, event) => {
      doc.begun.push(begunBy(event));
      doc.dueAt ??= event.occurredAt + 86400000;
    },
    CaseResolved: (doc) => {
      doc.begun = [];
      doc.dueAt = null;
    },
  },
  deadline: (doc) => doc.dueAt ?? undefined,
  onDeadline: (doc) => {
    doc.dueAt = null;
    doc.isLong = true;
  },
  signals: (doc) => doc.begun.map((onset) => ({ kind: '${kind}', severity: doc.isLong ? 'critical' : 'notice', n: doc.begun.length, ...onset })),
});
`;

/** For specs, the same of imports: a signal of no relationship for each that has ended. */
export const signallingImports = (name: string, kind: string): string =>
  signallingProjection(name, kind, 'import')
    .replace('MessageReceived:', 'ImportCompleted:')
    .replace("purpose: 'service'", "purpose: 'service',\n  order: 'recorded'")
    .replace('doc.dueAt ??= event.occurredAt + 86400000;', '')
    .replace(/ {2}deadline: [^\n]*\n/, '')
    .replace(/ {2}onDeadline: \(doc\) => \{[^}]*\},\n/, '');
