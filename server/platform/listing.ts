/** What a list of games is told of this one, besides what the server knows of itself: names and values of MSSP. */
import { z } from 'zod'
import type { Setting } from './setting-kinds.ts'

/** The names of MSSP that are the owner's to say. */
const names = [
  ...['NAME', 'CONTACT', 'CREATED', 'DISCORD', 'HOSTNAME', 'ICON', 'LANGUAGE', 'LOCATION'],
  ...['MINIMUM AGE', 'REFERRAL', 'WEBSITE', 'GENRE', 'SUBGENRE', 'GAMEPLAY', 'GAMESYSTEM'],
  ...['INTERMUD', 'STATUS', 'CRAWL DELAY', 'ADULT MATERIAL', 'MULTICLASSING', 'MULTIPLAYING'],
  ...['NEWBIE FRIENDLY', 'PLAYER CITIES', 'PLAYER CLANS', 'PLAYER CRAFTING', 'PLAYER GUILDS'],
  ...['PLAYERKILLING', 'EQUIPMENT SYSTEM', 'QUEST SYSTEM', 'ROLEPLAYING', 'TRAINING SYSTEM'],
  ...['WORLD ORIGINALITY', 'CLASSES', 'LEVELS', 'RACES', 'SKILLS', 'PAY TO PLAY'],
  ...['PAY FOR PERKS', 'HIRING BUILDERS', 'HIRING CODERS'],
] as const

const value = z.union([z.string().regex(/^[^\p{C}]{1,200}$/u), z.number().int()])

export type Listing = Readonly<Partial<Record<(typeof names)[number], string | number>>>

export const listing = (about: string): Setting<Listing> => ({
  type: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue('no JSON')
        return z.NEVER
      }
    })
    .pipe(z.partialRecord(z.enum(names), value)),
  allowed: `a JSON object such as {"GENRE":"Fantasy","WEBSITE":"https://play.example.org"}, its values whole numbers or text of at most 200 characters on one line, its names of ${names.join(', ')}`,
  about,
  fallback: '{}',
  unit: '',
})
