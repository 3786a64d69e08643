/** What each field of `ability.ts` is, with an example and its unit: forms, guide and checks read it. */

export const effect = {
  name: ['What the effect is called.', 'marsh fever'],
  description: [
    'What one reads about it in the list of effects.',
    'Your brow burns, and your knees are weak.',
  ],
  good: ['Whether it is wanted: cures leave good effects alone.', true],
  stacking: [
    'What happens when it comes again: refresh begins anew, extend adds time, stack counts up, highest keeps the longer one.',
    'extend',
  ],
  maxStacks: ['How often it may count up.', 3, 'stacks'],
  durationBeats: ['How long it lasts.', 480, 'beats'],
  everyBeats: ['How often its changes come.', 16, 'beats'],
  changes: ['What it adds to or takes from the gauges each time.', { health: -2 }, 'points'],
  modifiers: ['What it adds to or takes from numbers while it lasts.', { attack: -5 }],
  flags: ['What it does to whoever has it.', ['slowed']],
  begins: ['What is read when it begins.', { self: 'You shiver.' }],
  wearOff: ['What its bearer reads when it ends.', 'The fever leaves you.'],
} as const

export const effectBegins = {
  self: ['Read by whom it befalls.', 'You shiver.'],
  others: ['Read by everybody else in the room; {actor} is whom it befalls.', '{actor} shivers.'],
} as const

export const skill = {
  verb: ['The word by which it is used.', 'bandage'],
  aliases: ['Other words for it.', ['dress']],
  name: ['What it is called in lists.', 'bandaging'],
  kind: ['A skill costs stamina, a spell lucidity.', 'skill'],
  description: ['What its page of help says.', 'Stops the bleeding with whatever is clean.'],
  cost: ['What each use takes.', { stamina: 5 }, 'points'],
  cooldownBeats: ['How long one waits before the next use.', 16, 'beats'],
  target: ['At what it is aimed.', 'character'],
  hostile: ['Whether using it on somebody begins a fight.', true],
  level: ['The least level of whoever learns it.', 3, 'levels'],
  learnedByUse: ['Whether anybody of the level may try it and grow by trying.', true],
  price: ['What a trainer asks for it.', 120, 'coppers'],
  difficulty: ['By how much a beginner is less likely to succeed.', 30, 'of 100'],
  effect: ['What it does when it succeeds.', { heals: '2d6+2' }],
  messages: ['What is read about a use.', { self: 'You tie a bandage.' }],
} as const

export const skillCost = {
  stamina: ['Stamina that each use takes.', 5, 'points'],
  lucidity: ['Lucidity that each use takes.', 8, 'points'],
} as const

export const skillEffect = {
  damage: ['Dice of the harm it does.', '2d6+1', 'points'],
  heals: ['Dice of the health it gives back.', '2d6+2', 'points'],
  restores: ['Gauges that it fills by fixed numbers.', { stamina: 20 }, 'points'],
  applies: ['Effects that it puts on the target.', [{ effect: 'poison', beats: 80 }]],
  removes: ['Effects that it ends.', ['poison']],
  special: ['Something that only a rule of the game can do.', 'track'],
} as const

export const skillMessages = {
  self: [
    'Read by who uses it; {target} and {item} are known.',
    'You tie a bandage round {target}.',
  ],
  target: ['Read by the target.', '{actor} ties a bandage round your arm.'],
  others: ['Read by everybody else.', '{actor} ties a bandage round {target}.'],
  fails: ['Read when it fails.', 'The bandage slips.'],
} as const

export const social = {
  aliases: ['Other words for the gesture.', ['wave-to']],
  noTarget: [
    'What is read when it is aimed at nobody.',
    { self: 'You wave.', others: '{actor} waves.' },
  ],
  target: [
    'What is read when it is aimed at somebody.',
    {
      self: 'You wave to {target}.',
      target: '{actor} waves to you.',
      others: '{actor} waves to {target}.',
    },
  ],
  onSelf: [
    'What is read when one aims it at oneself.',
    { self: 'You wave to yourself.', others: '{actor} waves to nobody.' },
  ],
} as const

export const socialAlone = {
  self: ['Read by who does it.', 'You wave.'],
  others: ['Read by everybody else.', '{actor} waves.'],
} as const

export const socialAimed = {
  self: ['Read by who does it.', 'You wave to {target}.'],
  target: ['Read by whom it is aimed at.', '{actor} waves to you.'],
  others: ['Read by everybody else.', '{actor} waves to {target}.'],
} as const

export const socialOnSelf = {
  self: ['Read by who does it.', 'You wave to yourself.'],
  others: ['Read by everybody else.', '{actor} waves to nobody.'],
} as const

export const article = {
  title: ['The heading of the page.', 'Boats'],
  keywords: ['Other words that lead to it.', ['ferry']],
  brief: ['One line for lists.', 'How to hire a boat.'],
  text: ['What the page says.', 'Ask a boatman for passage and pay before you step aboard.'],
  see: ['Pages and verbs to read next.', ['buy']],
} as const
