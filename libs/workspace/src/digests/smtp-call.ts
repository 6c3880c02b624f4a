import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { limits } from '#core/limits.js';
import type { CallOutcome } from '../outbox/call.js';

/** The mail server that digests go through. */
export interface MailServer {
  /** `smtp://` or `smtps://`, with name and password where it wants them. */
  readonly url: string;
  /** Whom mail comes from: `tend@example.org`, or with a name before it. */
  readonly from: string;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same at each attempt, so that what comes twice is known again. */
  readonly id: string;
  /** Where it is taken back that somebody wants these. */
  readonly unsubscribe: string;
}

/** Never throws; a `signal` that aborts ends the attempt. */
export type MailSender = (mail: Mail, signal: AbortSignal) => Promise<CallOutcome>;

/**
 * Sends mail by SMTP. Outside of this machine only encrypted: STARTTLS is asked for where the connection does not begin
 * with TLS. What the server refuses for good (RFC 5321: 5yz to a sender, a recipient or a message) is not tried again;
 * who may not log in is, because that is mended here.
 */
export function mailSender({ url, from }: MailServer, callMs: number = limits.mailCallMs): MailSender {
  const isSecret = !isLoopback(new URL(url).hostname);
  return async ({ to, subject, text, html, id, unsubscribe }, signal) => {
    const transport = createTransport({
      url,
      requireTLS: isSecret,
      connectionTimeout: callMs,
      greetingTimeout: callMs,
      socketTimeout: callMs,
      // What stands in a message is text, whatever it looks like.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const ending = AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
    try {
      const domain = from.split('@').at(-1)!.replace(/>.*$/, '');
      const sent = await transport.sendMail({
        signal: ending,
        from,
        to: [{ name: '', address: to }],
        subject,
        text,
        html,
        messageId: `<${id}@${domain}>`,
        // RFC 3834: nobody answers it by a machine, and nobody counts it as written by a person.
        headers: { 'Auto-Submitted': 'auto-generated', 'List-Unsubscribe': `<${unsubscribe}>` },
      });
      return sent.rejected.length === 0
        ? { taken: true }
        : { taken: false, failure: 'the recipient was refused', final: true };
    } catch (error) {
      return ending.aborted
        ? { taken: false, failure: `the mail server took longer than ${callMs / 1000} s` }
        : outcomeOf(error as SmtpError);
    } finally {
      transport.close();
    }
  };
}

interface SmtpError extends Error {
  readonly code?: string;
  /** What the server said: a number of three digits. */
  readonly responseCode?: number;
  /** The line that it stands in. */
  readonly response?: string;
  /** To what it was said. */
  readonly command?: string;
}

/** The sentence of a server may hold the address, so it is not repeated. */
function outcomeOf(error: SmtpError): CallOutcome {
  const { code, responseCode = 0, command = '' } = error;
  if (code === 'EAUTH') return { taken: false, failure: 'the mail server refused name and password' };
  if (code === 'ETLS') return { taken: false, failure: 'the mail server offers no encryption' };
  if (responseCode === 0) return { taken: false, failure: `the mail server was not reached (${code ?? 'no answer'})` };
  const failure = `the mail server answered ${responseCode}${command && ` to ${command}`}`;
  return { taken: false, failure, ...(isForGood(error) ? { final: true } : {}) };
}

/** RFC 5321 §4.2.2, RFC 3463: a mailbox that is not there, a message that is refused; not what a setting mends (5.7). */
function isForGood({ responseCode = 0, response = '' }: SmtpError): boolean {
  const isOfPolicy = /^\d{3}[ -]5\.7\./.test(response);
  return responseCode >= 550 && responseCode <= 555 && !isOfPolicy;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}
