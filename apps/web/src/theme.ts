import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: a petrol that no phase of a relationship uses. */
const petrol: MantineColorsTuple = [
  '#eaf4f7',
  '#d3e6ec',
  '#a9d0dc',
  '#7bb8cb',
  '#56a3bb',
  '#3d93ae',
  '#2a7f9a',
  '#1c6580',
  '#145269',
  '#0b3f53',
];

/** Mantine's greys of the dark scheme, in the tone of ours. */
const dark: MantineColorsTuple = [
  '#e4ebf0',
  '#c3cdd5',
  '#9aa9b5',
  '#71808c',
  '#3a4752',
  '#2b3640',
  '#1a2229',
  '#11171c',
  '#0d1216',
  '#090d10',
];

export const fontFamily = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';

/** Four sizes of type, an 8-px grid, hardly rounded, no shadow. */
export const theme = createTheme({
  colors: { petrol, dark },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1.125rem', xl: '1.5rem' },
  spacing: { xs: '0.5rem', sm: '0.5rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  components: { Button: { defaultProps: { size: 'xs' } }, SegmentedControl: { defaultProps: { size: 'xs' } } },
});
