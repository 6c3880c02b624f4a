import { describe, expect, it } from '@jest/globals';
import { HttpException, NotFoundException } from '@nestjs/common';
import { errorTable, LedgerError, type LedgerErrorCode } from '#core/errors.js';
import { isDefect, problemOf, statusOfKind } from './problem.js';

const codes = Object.keys(errorTable) as LedgerErrorCode[];

describe('problems', () => {
  it.each(codes)('tell %s with its status, code, sentence and what to do', (code) => {
    const { kind, title, hint } = errorTable[code];
    const problem = problemOf(new LedgerError(code, 'In this case so.'));
    expect(problem).toEqual({
      type: 'about:blank',
      title,
      status: statusOfKind[kind],
      code,
      detail: 'In this case so.',
      hint,
    });
  });

  it('have a status of an error for every kind, and no kind too many', () => {
    const kinds = new Set(Object.values(errorTable).map(({ kind }) => kind));
    expect(Object.keys(statusOfKind).sort()).toEqual([...kinds].sort());
    for (const status of Object.values(statusOfKind)) expect(status >= 400 && status < 600).toBe(true);
  });

  it('name the fields that are wrong', () => {
    const violations = [{ field: 'limit', message: 'must be a number' }];
    expect(problemOf(new LedgerError('invalid', 'x', { violations })).violations).toEqual(violations);
  });

  it('tell what to do in this case before what the table says', () => {
    expect(problemOf(new LedgerError('invalid', 'x', { hint: 'Ask again.' })).hint).toBe('Ask again.');
  });

  it('name no field and no place where none may be named', () => {
    for (const { hint } of Object.values(errorTable)) expect(hint).not.toMatch(/field|column|position|--format/);
  });

  it.each([[405, 'method-not-allowed']])('do not take %d for something else', (status, code) => {
    expect(problemOf(new HttpException('x', status))).toMatchObject({ status, code });
  });

  it('put what the framework refuses into our codes', () => {
    expect(problemOf(new NotFoundException('No such route.'))).toMatchObject({
      status: 404,
      code: 'not-found',
      detail: 'No such route.',
    });
    expect(problemOf(new HttpException('x', 418))).toMatchObject({ status: 418, code: 'invalid' });
    expect(problemOf(Object.assign(new Error('too large'), { statusCode: 413 }))).toMatchObject({
      status: 413,
      code: 'body-too-large',
    });
    expect(problemOf(new HttpException('stopping', 503))).toMatchObject({ status: 503, code: 'unavailable' });
  });

  it.each([
    new Error('secret inside'),
    new TypeError('secret inside'),
    new HttpException('secret inside', 500),
    'secret inside',
    undefined,
    { statusCode: 200 },
  ])('say nothing of the inside of a defect (%#)', (error) => {
    const problem = problemOf(error);
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(isDefect(error)).toBe(true);
  });

  it('count what can happen as no defect', () => {
    expect(isDefect(new LedgerError('not-found'))).toBe(false);
    expect(isDefect(new LedgerError('integrity'))).toBe(true);
  });
});
