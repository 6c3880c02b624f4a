const kinds: Readonly<Record<string, string>> = {
  'promise-broken': 'Promise broken',
  'promise-due': 'Promise due',
  'promise-due-soon': 'Promise due',
  'promise-unconfirmed': 'Promise: kept or not?',
  'promise-of-theirs': 'Their promise',
  'customer-unanswered': 'No answer yet',
  'customer-waiting': 'Waits for an answer',
  'unanswered': 'No answer yet',
  'betrayal': 'Turned away after a breach',
  'complaint-open': 'Open complaint',
  'target-breached': 'Target missed',
  'target-at-risk': 'Target at risk',
  'renewal-due': 'Renewal ahead',
  'renewal-due-now': 'Renewal due',
  'silence': 'Silent',
  'our-silence': 'We are silent',
  'outreach-unanswered': 'No answer to our attempts',
  'decline': 'In touch less often',
  'growth': 'In touch more often',
  'dissolved': 'Ended',
  'play-of-betrayal': 'Play: after a breach',
  'play-of-decline': 'Play: turning away',
  'play': 'Play',
  'need-untouched': 'Need nobody acts on',
  'goal-overdue': 'Goal overdue',
  'single-threaded': 'One contact only',
  'knowledge-risk': 'One of us only',
  'champion-lost': 'Champion lost',
  'detractor': 'Detractor',
  'dissatisfied': 'Dissatisfied',
  'hard-effort': 'Hard for them',
  'score-fell': 'Score fell',
};

/** What a kind of thing is called wherever a person reads it; of one that somebody else's projection raises, its name. */
export function kindWords(kind: string): string {
  return kinds[kind] ?? kind.replaceAll('-', ' ');
}
