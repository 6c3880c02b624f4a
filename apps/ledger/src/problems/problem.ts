import { HttpException } from '@nestjs/common';
import { errorTable, LedgerError, type LedgerErrorCode, type LedgerErrorKind, type Violation } from '#core/errors.js';

/** RFC 9457, with our code, what to do, and what is wrong with which field. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly violations?: readonly Violation[];
}

export const problemType = 'application/problem+json';

/** Exhaustive: a new kind of error does not compile until it has a status. */
export const statusOfKind: Readonly<Record<LedgerErrorKind, number>> = {
  'broken': 500,
  'cancelled': 499,
  'conflict': 409,
  'forbidden': 403,
  'gone': 410,
  'invalid': 400,
  'method-not-allowed': 405,
  'misdirected': 421,
  'not-found': 404,
  'too-large': 413,
  'unauthorised': 401,
  'unavailable': 503,
  'unusable': 500,
};

/** What the framework refuses by itself, in our codes. */
const codeOfStatus: Readonly<Record<number, LedgerErrorCode>> = {
  400: 'invalid',
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'invalid',
  408: 'cancelled',
  411: 'invalid',
  413: 'body-too-large',
  414: 'limit-exceeded',
  415: 'invalid',
  431: 'limit-exceeded',
  503: 'unavailable',
};

/** Any error as a problem. A defect of ours says nothing of its inside: that is in the log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof LedgerError) {
    return problemFrom(error.code, statusOfKind[error.kind], error.message, error);
  }
  const status = statusOfForeign(error);
  const code = status === undefined ? undefined : (codeOfStatus[status] ?? (status < 500 ? 'invalid' : undefined));
  if (status !== undefined && code !== undefined) return problemFrom(code, status, (error as Error).message);
  return problemFrom('internal', 500);
}

/** Is the error a defect, which a person must look into, or an answer like any other? */
export function isDefect(error: unknown): boolean {
  return problemOf(error).status === 500;
}

function problemFrom(
  code: LedgerErrorCode,
  status: number,
  detail?: string,
  own: { readonly hint?: string; readonly violations?: readonly Violation[] } = {},
): Problem {
  const { title, hint: usual } = errorTable[code];
  const { hint = usual, violations = [] } = own;
  return {
    type: 'about:blank',
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    hint,
    ...(violations.length > 0 ? { violations } : {}),
  };
}

function statusOfForeign(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}
