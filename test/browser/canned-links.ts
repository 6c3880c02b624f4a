import type { LinkAnswer, RelationshipAnswer, RelationshipRow } from '#workspace/answers.js';

/** Links as a server keeps them: made and taken back by commands, and told with the first of the two. */
export function cannedLinks(rows: readonly RelationshipRow[]) {
  const held: LinkAnswer[] = [];
  const named = (id: string) => ({ id, name: rows.find((row) => row.id === id)!.name! });
  return {
    in(answer: RelationshipAnswer): RelationshipAnswer {
      const links = held.filter(({ shownAs }) => shownAs.id === answer.id);
      return links.length === 0 ? answer : { ...answer, links };
    },
    command({ party, other, evidence, link: taken }: Readonly<Record<string, string>>): LinkAnswer {
      if (taken !== undefined)
        return held.splice(
          held.findIndex(({ link }) => link === taken),
          1,
        )[0]!;
      const link = `00000000-0000-8000-8000-00000000b${String(held.length).padStart(3, '0')}`;
      const parties = [named(party!), named(other!)];
      const recordedAt = '2026-11-24T08:00:00.000Z';
      held.push({ link, parties, shownAs: parties[0]!, evidence: evidence!, recordedAt });
      return held.at(-1)!;
    },
  };
}
