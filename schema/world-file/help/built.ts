/** What each field of `built.ts` is, with an example and its unit: forms, guide and checks read it. */

export const resets = {
  program: [
    'Steps that run whenever the zone is reset, in this order.',
    [{ mobile: 'saltmere.garth', room: 'saltmere.quay' }],
  ],
} as const
