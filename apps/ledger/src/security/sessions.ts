import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '#core/ports.js';

/** A working week: who opens the page every morning never sees the link again. */
const sessionMs = 7 * 24 * 60 * 60 * 1000;
/** A link is for the person who sees it printed now. */
const linkMs = 24 * 60 * 60 * 1000;
/** Links that nobody has opened yet: of more the oldest is good no longer. */
const linksMax = 16;

/**
 * Getting in on one's own machine: a link with a token that works once makes a session; programs of the same user give
 * the token of the data directory. Sessions are signed with that token, so they outlive a restart of the server.
 */
export class Sessions {
  /** Cookies know no ports: two data directories served side by side must not take each other's. */
  readonly cookieName: string;
  readonly #localToken: string;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #links = new Map<string, number>();

  constructor(localToken: string, clock: Clock, random: Random) {
    this.#localToken = localToken;
    this.#clock = clock;
    this.#random = random;
    this.cookieName = `tend_${hash('sha256', `cookie/1/${localToken}`).slice(0, 12)}`;
  }

  /** A fresh token for one opening. */
  issueLink(): string {
    const token = this.#fresh(24);
    this.#links.set(token, this.#clock.now() + linkMs);
    if (this.#links.size > linksMax) this.#links.delete(this.#links.keys().next().value!);
    return token;
  }

  /** Whether a link is good still. Asking does not use it up. */
  isLink(token: string): boolean {
    const until = this.#links.get(token);
    return until !== undefined && until >= this.#clock.now();
  }

  /** Uses a link up. @returns the value of the session cookie and its life in seconds; undefined when the link is no good */
  open(token: string): { cookie: string; maxAgeSec: number } | undefined {
    const isGood = this.isLink(token);
    this.#links.delete(token);
    if (!isGood) return undefined;
    const expires = this.#clock.now() + sessionMs;
    const payload = `${expires}.${this.#fresh(12)}`;
    return { cookie: `${payload}.${this.#sign(payload)}`, maxAgeSec: sessionMs / 1000 };
  }

  isSession(cookie: string): boolean {
    const at = cookie.lastIndexOf('.');
    const payload = cookie.slice(0, at);
    const expires = Number(payload.split('.')[0]);
    return at > 0 && same(cookie.slice(at + 1), this.#sign(payload)) && expires > this.#clock.now();
  }

  isLocalToken(token: string): boolean {
    return same(token, this.#localToken);
  }

  /** Does the value of a `Cookie` header hold a session? */
  isIn(header: string): boolean {
    return header.split(';').some((pair) => {
      const at = pair.indexOf('=');
      return pair.slice(0, at).trim() === this.cookieName && this.isSession(pair.slice(at + 1).trim());
    });
  }

  /** Does the value of an `Authorization` header bear the token? */
  isBearer(header: string): boolean {
    const [scheme, token] = header.split(' ');
    return scheme?.toLowerCase() === 'bearer' && token !== undefined && this.isLocalToken(token);
  }

  #fresh(size: number): string {
    return Buffer.from(this.#random.bytes(size)).toString('base64url');
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#localToken).update(`session/1/${payload}`).digest('base64url');
  }
}

/** Compares in constant time; the length is no secret. */
function same(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
