/** Colours by Okabe and Ito, safe for colour-blind eyes; the seven most frequent activities get one each. */
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#b8a800'] as const;
const rarer = '#8a96a0';

/** The colour of each activity: by frequency, so that it is the same for every number of variants shown. */
export function activityColours(
  activities: readonly { readonly activity: string; readonly count: number }[],
): (activity: string) => string {
  const ranked = activities.toSorted((a, b) => b.count - a.count || (a.activity < b.activity ? -1 : 1));
  const colours = new Map(ranked.slice(0, palette.length).map(({ activity }, at) => [activity, palette[at]!]));
  return (activity) => colours.get(activity) ?? rarer;
}

/** The activities that have a colour of their own, most frequent first, and how many have not. */
export function colourLegend(activities: readonly { readonly activity: string; readonly count: number }[]): {
  readonly own: readonly { readonly activity: string; readonly colour: string }[];
  readonly rarer: { readonly count: number; readonly colour: string };
} {
  const colourOf = activityColours(activities);
  const own = activities
    .map(({ activity, count }) => ({ activity, count, colour: colourOf(activity) }))
    .filter(({ colour }) => colour !== rarer)
    .toSorted((a, b) => palette.indexOf(a.colour as never) - palette.indexOf(b.colour as never));
  return {
    own: own.map(({ activity, colour }) => ({ activity, colour })),
    rarer: { count: activities.length - own.length, colour: rarer },
  };
}
