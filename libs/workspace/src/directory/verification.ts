import type { Progress } from '#core/ports.js';
import type { TreeHead } from '#transparency/ledger-tree.js';

/** What `tend doctor` reads, each in a process of its own. */
export const parts = ['ledger', 'keys', 'contents', 'read'] as const;
export type Part = (typeof parts)[number];

/** What such a process tells. */
export type VerificationMessage =
  | { readonly kind: 'progress'; readonly state: Parameters<Progress>[0] }
  | {
      readonly kind: 'finding';
      readonly check: string;
      readonly state: 'bad' | 'warning';
      readonly detail: string;
      /** Where another one fits than that of the part. */
      readonly advice?: string;
    }
  /** The last message: everything was looked at. */
  | {
      readonly kind: 'done';
      readonly checked: readonly string[];
      /** Of the ledger, where nothing is wrong with it. */
      readonly head?: TreeHead;
    };
