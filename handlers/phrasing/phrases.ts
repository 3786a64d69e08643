/**
 * Ways to say what a verb says, as people write them: the pattern of a whole line → the line that is
 * meant; `$1` is the first group. The first pattern that fits wins, and its line is not read again.
 */
export const phrases: readonly (readonly [pattern: RegExp, line: string])[] = [
  // Questions about oneself and what is around.
  [/^where (?:am i|are we)(?: now)?$/, 'where'],
  [
    /^where do i (?:go|start)(?: .+)?$|^what now$|^i(?:'| a)m (?:lost|stuck|new)(?: here)?$/,
    'hint',
  ],
  [/^what (?:can|should|could|do|must) (?:i|we|you) do(?: (?:here|now|next))?$/, 'hint'],
  [/^what(?: can i say| may i say| are the commands| commands are there)$/, 'help'],
  [
    /^where (?:is|are|was|can i (?:find|buy|get)|do i (?:find|buy|get)) (?:the |an? |my )?(.+)$/,
    'where $1',
  ],
  [/^how (?:do|can) i (?:get|go|come) to (?:the |an? )?(.+)$/, 'where $1'],
  [/^(?:who|what) can i (?:ask|talk to|speak to|ask about)(?: .+)?$/, 'talk'],
  [/^who am i$|^how am i(?: doing)?$/, 'score'],
  [
    /^(?:who|what)(?:'s| is| are| else is|'s all)? (?:all )?(?:in |around )?(?:here|there|around|this room|nearby|in this room)$/,
    'look',
  ],
  [/^(?:who|what) do i see(?: here)?$|^what is this place$/, 'look'],
  [/^(?:is )?anybody (?:here|there)$|^(?:is )?anyone (?:here|there)$/, 'look'],
  [/^who(?:'s| is| else is)? (?:online|playing|on|logged in)$|^who plays$/, 'who'],
  [/^who(?:'s| is| are)? (?:the |an? )?(\S.*)$/, 'who $1'],
  [/^what(?:'s| is)? (?:the )?time(?: is it)?$|^what hour is it$|^is it (?:day|night)$/, 'time'],
  [/^(?:how|what)(?:'s| is) the weather(?: like)?$|^is it raining$/, 'weather'],
  [
    /^what (?:do|am) i (?:have|carry|carrying|got|holding)$|^what(?:'s| is) in my (?:bag|pockets?|pack)$/,
    'inventory',
  ],
  [/^what (?:do|am) i (?:wear|wearing)$/, 'equipment'],
  [/^how (?:much )?(?:money|gold|many coins|much gold|much money) do i have$/, 'score'],
  [
    /^what (?:can i|do they|do you|is there to) (?:buy|sell)(?: here)?$|^what(?:'s| is) for sale$/,
    'list',
  ],
  [
    /^where can i go(?: from here)?$|^which way(?: .+)?$|^how do i (?:leave|get out)(?: of here)?$/,
    'exits',
  ],
  [/^what(?:'s| is| are)? my (?:quests?|tasks?)$|^what(?:'s| is) my task$/, 'quest'],
  [/^what skills do i (?:have|know)$/, 'skills'],
  [/^how (?:do|can|does|would) (?:i|one|you|we) (.+)$|^how to (.+)$|^can i (.+)$/, 'help $1$2$3'],
  [/^what(?:'s| is| are)? (?:in|inside) (?:the |an? |my )?(\S.*)$/, 'look in $1'],
  [/^what(?:'s| is| are)? (?:the |an? |my |this |that )?(\S.*)$/, 'look at $1'],
  // Asking for help is no gesture of one's own.
  [
    /^(?:please )?help(?: me| us)?(?: please| out)?$|^(?:i need help|i do not know what to do|i don't know what to do)$/,
    'help',
  ],
  [/^help me (?:to )?(\S.*)$/, 'help $1'],
  // Moving and speaking.
  [/^climb(?: (?:up|the|an?|\S*stairs?|\S*steps|ladder|upstairs))*$|^go upstairs$/, 'up'],
  [/^(?:climb|go) down(?:stairs)?(?: .+)?$/, 'down'],
  [/^enter$|^go (?:out|outside|back|in|inside)$/, 'exits'],
  [/^run (?:away|for it)$/, 'flee'],
  [/^say (?:hello|hi) to (?:the )?(\S.*)$/, 'hello $1'],
]

/** The same for words that may one day be verbs of their own: such a verb is then what its word means. */
export const deeds: typeof phrases = [
  // Deeds that are words or gestures here.
  [/^rent(?: an?| the)?(?: room| bed)?$/, 'say rent'],
  [/^sing(?: (?:a song|something))?$/, 'emote sings a few bars of an old song.'],
  [/^pray(?: .+)?$/, 'emote says a quiet prayer.'],
  [/^knock(?: (?:on|at) (?:the |an? )?(?:\S.*))?$/, 'emote knocks and listens.'],
  [/^(?:jump|hop)(?: (?:up|around|about))?$/, 'emote jumps up and down.'],
  [/^smell(?: (?:the )?air)?$|^sniff$/, 'emote sniffs the air.'],
  [/^listen$/, 'emote stands still and listens.'],
  // Searching and finding.
  [/^search(?: (?:here|around|room|the room))?$|^explore$/, 'look'],
  [
    /^(?:search|inspect|study|check|touch|feel|smell|listen to) (?:the |an? |my )?(\S.*)$/,
    'examine $1',
  ],
  [/^(?:find|locate) (?:the |an? |my )?(\S.*)$/, 'where $1'],
  // Moving.
  [/^upstairs$/, 'up'],
  [/^downstairs$|^jump down(?: .+)?$/, 'down'],
  [/^(?:leave|exit|out|outside|back)$/, 'exits'],
  [/^(?:un|stop )follow(?:ing)?(?: .+)?$/, 'follow'],
  [/^escape$/, 'flee'],
]
