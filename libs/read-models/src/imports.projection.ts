import {
  BuildEvents,
  CorrectionEvents,
  FeedEvents,
  IdentityEvents,
  ImportEvents,
  LedgerEvents,
  ObjectEvents,
  PrivacyEvents,
  RelationshipEvents,
  RuleEvents,
  TouchpointEvents,
  WorkEvents,
} from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Instant } from '#core/time.js';
import { handling } from './handling.js';

/**
 * What each import did, in the order of the ledger and hiding nothing. What it appended is counted from the events
 * themselves, so that an import that was cut off says how far it came; once it completes, its own report stands.
 */
export const imports = defineProjection({
  name: 'imports',
  purpose: 'audit',
  key: { by: 'import' },
  order: 'recorded',
  initial: () => ({
    dataset: '',
    connector: '',
    format: '',
    startedAt: null as Instant | null,
    completedAt: null as Instant | null,
    revertedAt: null as Instant | null,
    /** Events that bear its id. */
    appended: 0,
    /** Known events that it vouched for. */
    claimed: 0,
    report: null as ImportCounts | null,
  }),
  on: {
    ...handling(
      (doc: ImportDocument) => void doc.appended++,
      TouchpointEvents,
      RelationshipEvents,
      ObjectEvents,
      WorkEvents,
      IdentityEvents,
    ),
    ...ignoring(RuleEvents, BuildEvents, LedgerEvents, CorrectionEvents, ImportEvents, PrivacyEvents, FeedEvents),
    ImportStarted: (doc, event) => {
      doc.startedAt = event.recordedAt;
      doc.dataset = event.source.dataset;
      doc.connector = event.source.connector;
      doc.format = event.data.format;
    },
    ImportClaimed: (doc, event) => {
      doc.claimed += event.data.ids.length;
    },
    ImportCompleted: (doc, event) => {
      const { read, appended, known, refused, differing } = event.data;
      doc.completedAt = event.recordedAt;
      doc.report = { read, appended, known, refused, differing };
    },
    ImportReverted: (doc, event) => {
      doc.revertedAt = event.recordedAt;
    },
  },
  index: (doc) => ({
    dataset: doc.dataset,
    format: doc.format,
    startedAt: doc.startedAt,
    completedAt: doc.completedAt,
    revertedAt: doc.revertedAt,
    ...(doc.report ?? {
      read: doc.appended + doc.claimed,
      appended: doc.appended,
      known: doc.claimed,
      refused: 0,
      differing: 0,
    }),
  }),
});

export interface ImportCounts {
  readonly read: number;
  readonly appended: number;
  readonly known: number;
  readonly refused: number;
  readonly differing: number;
}

interface ImportDocument {
  appended: number;
}
