/** What the live connection is, as the dot in the header tells it. */
export type LiveState =
  | { readonly kind: 'connecting'; readonly attempt: number }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly attempt: number; readonly retryInMs: number };

export type LiveChange = { readonly kind: 'opened' } | { readonly kind: 'failed' } | { readonly kind: 'retried' };

const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

export const initialLive: LiveState = { kind: 'connecting', attempt: 0 };

/** How the state follows from what happened. Waits double, up to half a minute. */
export function nextLive(state: LiveState, change: LiveChange): LiveState {
  const attempt = state.kind === 'live' ? 0 : state.attempt;
  switch (change.kind) {
    case 'opened':
      return { kind: 'live' };
    case 'retried':
      return { kind: 'connecting', attempt };
    case 'failed':
      return { kind: 'lost', attempt: attempt + 1, retryInMs: Math.min(longestRetryMs, firstRetryMs * 2 ** attempt) };
  }
}
