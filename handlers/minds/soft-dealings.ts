/** What is said of dealings and news where there are none: see `soft-lines.ts`. */
import type { Act } from './questions.ts'

type Lines = readonly [kind: string, curt: string, low: string, sly: string]

export const dealingLines: Readonly<Partial<Record<Act, Lines>>> = {
  story: [
    'There was once a stranger in {town} who asked for a story. It ended well.',
    'Stories are for those who have time.',
    'All the ones I know end at sea, or ought to.',
    'The good ones cost something.',
  ],
  last: [
    'Nothing that the morning did not sweep up.',
    'Nothing happened. Nobody saw it, either.',
    'I heard steps. I did not look.',
    'Nothing you could prove.',
  ],
  since: [
    'Longer than people admit.',
    'Since somebody could not keep his mouth shut.',
    'It has always been so, it seems.',
    'Since there was money in it.',
  ],
  right: [
    'Both of them, if you ask them.',
    'Whoever shouts less.',
    'I doubt that anybody is.',
    'Whoever wins will have been right all along.',
  ],
  news: [
    'It has been quiet. I distrust it.',
    'No news. No complaints.',
    'Nobody tells me anything now.',
    'Nothing that is free.',
  ],
  quarrel: [
    'Nobody quarrels here that I know of, for once.',
    'No quarrel. Do not start one.',
    'People are too tired to quarrel.',
    'None that has reached a price.',
  ],
  feud: [
    'I keep out of who hates whom.',
    'Everybody hates somebody. Work it out.',
    'There is more hate about than I can carry.',
    'Names cost extra.',
  ],
  anyWork: [
    'I have no work to give just now.',
    'No work here. Move along.',
    'There is nothing that I need any more.',
    'Nothing I could ask of an honest face.',
  ],
  task: [
    'There is nothing that you have taken on from me.',
    'You have no task of mine.',
    'You owe me nothing done.',
    'I have asked you for nothing. Yet.',
  ],
  state: [
    'There is nothing of mine that you could have finished.',
    'Done? You never began.',
    'Nothing was begun, so nothing is done.',
    'Finished with what, exactly?',
  ],
  reward: [
    'No work, no pay, and I have no work.',
    'Nothing. For nothing.',
    'I could not pay you if I wanted to.',
    'Reward is such a large word.',
  ],
  begin: [
    'Walk about {town} with your eyes open. It usually ends in something.',
    'Go and make yourself useful to somebody.',
    'Do something while there is light.',
    'Find out who wants what. Then stand in between.',
  ],
  sell: [
    'I have nothing for sale.',
    'I sell nothing.',
    'I have nothing that anybody would buy.',
    'Nothing that lies on a counter.',
  ],
  buys: [
    'I buy nothing. Keep what you have.',
    'I do not buy.',
    'What would I do with more things?',
    'I might, but not from a stranger, and not here.',
  ],
  teach: [
    'I have nothing to teach that one pays for.',
    'I am no teacher.',
    'Nobody should learn what I know.',
    'I could teach you caution. You would not pay for it.',
  ],
  heal: [
    'I am no healer. Sit down and breathe.',
    'Bleed somewhere else.',
    'I cannot mend anybody.',
    'I know where it hurts. That is all I know.',
  ],
  bank: [
    'I am no bank. Keep it in your boot.',
    'Do I look like a vault?',
    'Money does not stay with me.',
    'Give it to me and see. No? Wise.',
  ],
  use: [
    'The way it looks as if it should be used, mostly.',
    'Carefully.',
    'I never learnt how.',
    'In a way that its owner does not notice.',
  ],
  close: [
    'I keep no hours: I am here when I am here.',
    'I do not close. I only stop answering.',
    'I am always here. It is no comfort.',
    'I am open whenever there is something in it.',
  ],
  day: [
    'A day like the others, only newer.',
    'Today.',
    'I have stopped counting the days.',
    'The day after I said it would be tomorrow.',
  ],
  rules: [
    'Whoever pays the watch, I suppose.',
    'Not me. Not you.',
    'Somebody far off, who never comes.',
    'Whoever holds the keys this week.',
  ],
  owner: [
    'Nobody I could point at.',
    'Not you.',
    'The owner has not been seen in years.',
    'Whoever says so with the most friends.',
  ],
}
