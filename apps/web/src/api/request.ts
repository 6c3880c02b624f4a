/** An error as the server tells it (RFC 9457), or as the browser met it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail?: string,
    readonly hint?: string,
    readonly code?: string,
    readonly violations: readonly { readonly field: string; readonly message: string }[] = [],
  ) {
    super(detail ?? title);
    this.name = 'Problem';
  }
}

/** Status of a problem when no answer came at all. */
export const noAnswer = 0;

/** Makes a problem of a body of type application/problem+json; of anything else, of what is known. */
export function problemOf(status: number, body: unknown): Problem {
  const of = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (field: string): string | undefined => (typeof of[field] === 'string' ? of[field] : undefined);
  const violations = Array.isArray(of['violations'])
    ? of['violations'].filter((each): each is { field: string; message: string } => typeof each?.message === 'string')
    : [];
  return new Problem(status, text('title') ?? `HTTP ${status}`, text('detail'), text('hint'), text('code'), violations);
}

type Value = string | number | boolean;
export type Parameters = Readonly<Record<string, Value | readonly Value[] | undefined>>;

/** The address of a route of the API, with the parameters that have a value; one that is a list stands there once for each. */
export function address(route: string, parameters: Parameters = {}): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((one) => (one === '' ? [] : [[name, String(one)]])),
  );
  const query = new URLSearchParams(given).toString();
  return `/api/v1${route}${query === '' ? '' : `?${query}`}`;
}

/** GETs JSON. @throws Problem */
export async function getJson<Answer>(route: string, parameters?: Parameters, signal?: AbortSignal): Promise<Answer> {
  const response = await send(address(route, parameters), {
    signal: signal ?? null,
    headers: { Accept: 'application/json' },
  });
  return (await response.json()) as Answer;
}

/** GETs text, for example SVG. @throws Problem */
export async function getText(route: string, parameters?: Parameters, signal?: AbortSignal): Promise<string> {
  const response = await send(address(route, parameters), { signal: signal ?? null });
  return response.text();
}

/** Sends JSON and reads JSON. @throws Problem */
export async function sendJson<Answer>(method: 'POST' | 'DELETE', route: string, body?: object): Promise<Answer> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const response = await send(address(route), { method, ...json });
  return (await response.json()) as Answer;
}

/** Sends a request and gives the response when it is a success. @throws Problem */
export async function send(url: string, options: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...options });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem(noAnswer, 'offline');
  }
  if (response.ok) return response;
  throw problemOf(response.status, await response.json().catch(() => undefined));
}
