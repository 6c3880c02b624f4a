/** Line drawings on a grid of 16, in the colour of the text. One a family of events, and a few for controls. */
const drawings = {
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.5 10.5l3.5 3.5',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M3 13l1.1-1.1M11.9 4.1 13 3',
  contact: 'M2 3.5h12v8H7l-3.5 2.5v-2.5H2Z',
  commitment: 'M2.5 8.5 6 12l7.5-8',
  voice: 'M3 6v4h2l5 3V3L5 6ZM12.5 6a3 3 0 0 1 0 4',
  matter: 'M2 5h12v8H2ZM5.5 5V3h5v2M2 8.5h12',
  commerce: 'M3.5 1.5h9v13l-2.25-1.5L8 14.5 5.75 13 3.5 14.5ZM6 5.5h4M6 8.5h4',
  relationship:
    'M5.5 7a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5ZM1.5 13.5a4 4 0 0 1 8 0M11 7.5a2 2 0 1 0-.5-3.9M11.5 9.5a3.5 3.5 0 0 1 3 3.5',
  other: 'M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3Z',
} as const;

export type IconName = keyof typeof drawings;

export function isIconName(name: string): name is IconName {
  return Object.hasOwn(drawings, name);
}

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={drawings[name]} />
    </svg>
  );
}
