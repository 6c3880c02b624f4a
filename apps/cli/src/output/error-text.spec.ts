import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { LedgerError } from '#core/errors.js';
import { describeError } from './error-text.js';

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an error', () => {
  it('says what is wrong, each field, and what to do', () => {
    const violations = [
      { field: 'time.column', message: 'is missing' },
      { field: 'type', message: 'is no type' },
    ];
    const error = new LedgerError('mapping-invalid', 'The mapping is wrong', { violations });
    expect(describeError(error, false)).toBe(
      'The mapping is wrong (mapping-invalid)\n  time.column: is missing\n  type: is no type\nCorrect what is named; infra/docs/mapping.md says what a mapping may hold.\n',
    );
  });

  it('says nothing twice', () => {
    const violations = [{ field: 'time.column', message: 'names the column "When"' }];
    const error = new LedgerError('mapping-invalid', 'No: time.column names the column "When"', { violations });
    expect(describeError(error, false)).toBe(
      'No: time.column names the column "When" (mapping-invalid)\nCorrect what is named; infra/docs/mapping.md says what a mapping may hold.\n',
    );
  });

  it('says in one sentence that the work was stopped', () => {
    expect(describeError(new LedgerError('cancelled', 'Stopped after 3 rows.'), false)).toBe('Stopped after 3 rows.\n');
  });

  it('passes on what the file system says, which is no defect', () => {
    const error = thrownBy(() => readFileSync('no/such/file'));
    expect(describeError(error, false)).toBe("ENOENT: no such file or directory, open 'no/such/file'\n");
  });

  it('calls a defect a defect, and tells where it is when asked', () => {
    const error = new TypeError('x is undefined');
    expect(describeError(error, false)).toBe('Unexpected: x is undefined\nSet TEND_DEBUG=1 to see where.\n');
    expect(describeError(error, true)).toContain('error-text.spec.ts');
    expect(describeError('thrown text', false)).toContain('Unexpected: thrown text');
  });

  it('shows what it quotes, and does not obey it', () => {
    expect(describeError(new LedgerError('invalid', 'No “\u001b[31m\n”'), false)).toBe(
      'No “ [31m ” (invalid)\nCorrect what the sentence names.\n',
    );
  });
});
