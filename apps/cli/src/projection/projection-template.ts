import type { KeyDimension } from '#projections/definition/definition.js';

/** What the two files of a new projection are made of. */
export interface NewProjection {
  readonly name: string;
  readonly purpose: string;
  readonly by: KeyDimension;
}

/** Names that mean something else in one of the two files. */
const taken: ReadonlySet<string> = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in interface let new null package private protected public return static super ' +
    'switch this throw true try typeof var void while with yield arguments eval undefined ' +
    'defineProjection ignoring hourMs describe it one asked answered waiting done customer duplicate fact given idOf late ' +
    'retraction'
  ).split(' '),
);

/** The name under which the file exports it: `lastMessage` for `last-message`. */
export function exportOf(name: string): string {
  const exported = name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return taken.has(exported) ? `${exported}Projection` : exported;
}

/** What one of its documents is about. */
const subjects: Readonly<Record<KeyDimension, string>> = {
  relationship: 'of each relationship',
  party: 'of each person and organisation',
  case: 'of each case',
  actor: 'of everybody who did something',
  matter: 'of each matter',
  import: 'of each import',
  stream: 'of each stream',
};

const imports = `import type { Instant } from '#core/time.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';

`;

const handlers = `  on: {
    // Every type is answered for: what is ignored first, what is handled behind it.
    ...ignoring(TouchpointEvents, RelationshipEvents, AdministrativeEvents),
    // A handler changes the document that it is given, from the fact and nothing else. Late and retracted facts are no
    // concern of it: then it is folded again.
    MessageReceived: (doc, event) => {
      doc.messages++;
      doc.waitsSince ??= event.occurredAt;
    },
    MessageSent: (doc) => {
      doc.messages++;
      doc.waitsSince = null;
      doc.isOverdue = false;
    },
  },
`;

/** A projection that is small and complete: facts, a deadline, a row of lists, and a total. */
export function projectionText({ name, purpose, by }: NewProjection): string {
  return `${imports}const hourMs = 3_600_000;

/**
 * The messages ${subjects[by]}, and since when one waits for an answer. (This sentence stands in the table of
 * projections.)
 *
 * Cell \`waiting\`: n, and of these overdue.
 */
export const ${exportOf(name)} = defineProjection({
  name: '${name}',
  // What the facts are used for; without a purpose it is not loaded.
  purpose: '${purpose}',
  // One document for each of these.
  key: { by: '${by}' },
  // Numbers that the workspace can set by name, and \`tend what-if\` can try.
  parameters: { patienceHours: 48 },
  // The document before any fact: plain JSON.
  initial: () => ({ messages: 0, waitsSince: null as Instant | null, isOverdue: false }),
${handlers}  // When time alone changes the document next, and how.
  deadline: (doc, ctx) =>
    doc.waitsSince === null || doc.isOverdue ? undefined : doc.waitsSince + ctx.parameters.patienceHours * hourMs,
  onDeadline: (doc) => {
    doc.isOverdue = true;
  },
  // What drifts as time passes is told when it is read, and kept nowhere: \`t\` is now, or the instant that is asked about.
  view: (doc, t) => ({ waitsHours: doc.waitsSince === null ? 0 : Math.floor((t - doc.waitsSince) / hourMs) }),
  // What lists show, sort and filter by.
  index: (doc) => ({ messages: doc.messages, waitsSince: doc.waitsSince, isOverdue: doc.isOverdue }),
  // What it adds to the totals as it is now.
  rollup: (doc) =>
    doc.waitsSince === null ? [] : [{ at: ['waiting'], add: { n: 1, overdue: doc.isOverdue ? 1 : 0 } }],
});
`;
}

/** What the facts of the spec have in common, so that they come to one key. */
const common: Readonly<Record<KeyDimension, { readonly value: string; readonly uses?: 'customer' | 'idOf' }>> = {
  relationship: { value: '{ parties: [customer(1)] }', uses: 'customer' },
  party: { value: '{ parties: [customer(1)] }', uses: 'customer' },
  case: {
    value:
      "{\n  process: { definition: 'support', dataset: 'helpdesk', case: idOf(1), activity: 'mail', lifecycle: 'complete' },\n}",
    uses: 'idOf',
  },
  actor: { value: "{ actor: 'connector:mail' }" },
  matter: { value: '{ matter: idOf(1) }', uses: 'idOf' },
  import: { value: "{ source: { connector: 'csv', dataset: 'helpdesk', importId: idOf(1) } }", uses: 'idOf' },
  stream: { value: '{ parties: [customer(1)] }', uses: 'customer' },
};

/** Its spec: one test for each thing that a projection is asked for. */
export function specText({ name, by }: NewProjection): string {
  const exported = exportOf(name);
  const { value, uses } = common[by];
  const kit = [...(uses === 'customer' ? [uses] : []), 'duplicate', 'fact', 'given', 'late', 'retraction'];
  return `import { describe, it } from '@jest/globals';
${uses === 'idOf' ? "import { idOf } from '#domain/testing.js';\n" : ''}import { ${kit.join(', ')} } from '#projections/testing/testing.js';
import { ${exported} } from './${name}.projection.js';

/** What all facts here have in common: they come to one document. */
const one = ${value};
const asked = fact('MessageReceived', '2024-03-01T10:00Z', one);
const answered = fact('MessageSent', '2024-03-02T10:00Z', one);
const waiting = { messages: 1, waitsSince: asked.occurredAt, isOverdue: false };
const done = { messages: 2, waitsSince: null, isOverdue: false };

// Each of these also checks what every projection has to keep: \`given\` in testing.ts says what.
describe('${name}', () => {
  it('waits from a message on, until it is answered', async () => {
    const facts = given([asked, answered]).of(${exported});
    await facts.asOf('2024-03-01T09:00Z').expectNothing();
    await facts.asOf('2024-03-02T09:00Z').expect(waiting);
    await facts.asOf('2024-03-03T00:00Z').expect(done);
  });

  it('is overdue when nobody answers in time', async () => {
    const facts = given([asked]).of(${exported});
    await facts.asOf('2024-03-03T09:59Z').expectTotal(['waiting'], { n: 1, overdue: 0 });
    await facts.asOf('2024-03-03T10:00Z').expectTotal(['waiting'], { n: 1, overdue: 1 });
    await facts.expectRow({ ...waiting, isOverdue: true });
  });

  it('tells how long it has been waiting', async () => {
    const facts = given([asked, answered]).of(${exported});
    await facts.asOf('2024-03-02T09:30Z').expectView({ waitsHours: 23 });
    await facts.asOf('2024-03-03T00:00Z').expectView({ waitsHours: 0 });
  });

  it('takes an answer that became known late for what it is', async () => {
    const facts = given([asked, late(answered, '2024-03-09T10:00Z')]).of(${exported});
    await facts.knownBy('2024-03-08T00:00Z').expect({ ...waiting, isOverdue: true });
    await facts.asOf('2024-03-08T00:00Z').expect(done);
  });

  it('counts a message once that came twice, and an answer no more that was taken back', async () => {
    const twice = given([asked, duplicate(asked)]).of(${exported});
    await twice.asOf('2024-03-02T00:00Z').expect(waiting);
    const correction = retraction(answered, '2024-03-04T00:00Z');
    const takenBack = given([asked, answered, correction]).of(${exported});
    await takenBack.knownBy('2024-03-03T00:00Z').expect(done);
    await takenBack.asOf('2024-03-03T00:00Z').expect(waiting);
  });
});
`;
}
