/** Where things are worn, in the order of the wear bits; bit 0 is "take". */
export const usualWear: readonly string[] =
  'take finger neck body head legs feet hands arms shield about waist wrist wield hold'.split(' ')

/** What SMAUG adds. */
export const smaugWear: readonly string[] = [
  ...usualWear,
  ...'dual ears eyes missile back face ankle'.split(' '),
]
