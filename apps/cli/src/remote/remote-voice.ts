import type { VoiceReads } from '#workspace/voice/voice-answers.js';
import type { HttpClient } from './http-client.js';

/** What customers tell us, behind a running server. */
export function remoteVoice(http: HttpClient): VoiceReads {
  return {
    measures: (query, work) => http.get('/voice', { ...query }, work?.signal),
    answers: (query, work) => http.get('/voice/answers', { ...query }, work?.signal),
  };
}
