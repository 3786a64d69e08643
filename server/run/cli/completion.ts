/** `mudstream completion bash|zsh|fish`: words for the shell, made from the subcommands themselves. */
import { Argument, Command } from 'commander'

const shells = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof shells)[number]

/** A subcommand, before it is asked for. */
export interface Known {
  readonly name: string
  readonly about: string
  configure(command: Command, name: string): void
}

interface Words {
  readonly name: string
  readonly about: string
  /** Subcommands and options that may follow. */
  readonly follow: readonly string[]
}

function wordsOf({ name, about, configure }: Known): Words {
  const command = new Command(name)
  configure(command, name)
  const inner = command.commands.map((one) => one.name())
  const options = [command, ...command.commands].flatMap((one) =>
    one.options.flatMap(({ long }) => long ?? []),
  )
  return { name, about, follow: [...new Set([...inner, ...options, '--help'])] }
}

const scripts: Readonly<Record<Shell, (all: readonly Words[]) => string>> = {
  bash: (all) => `# mudstream completion bash > /etc/bash_completion.d/mudstream
_mudstream() {
  local words
  case "\${COMP_WORDS[1]}" in
${all.map(({ name, follow }) => `    ${name}) words="${follow.join(' ')}" ;;`).join('\n')}
    *) words="" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${all.map(({ name }) => name).join(' ')}"
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _mudstream mudstream
`,
  zsh: (all) => `#compdef mudstream
# mudstream completion zsh > "\${fpath[1]}/_mudstream"
if (( CURRENT == 2 )); then
  local -a known
  known=(
${all.map(({ name, about }) => `    '${name}:${about.replaceAll("'", '’').replaceAll(':', ',')}'`).join('\n')}
  )
  _describe 'subcommand' known
else
  case "$words[2]" in
${all.map(({ name, follow }) => `    ${name}) compadd -- ${follow.join(' ')} ;;`).join('\n')}
  esac
  _files
fi
`,
  fish: (all) => `# mudstream completion fish > ~/.config/fish/completions/mudstream.fish
${all
  .flatMap(({ name, about, follow }) => [
    `complete -c mudstream -n __fish_use_subcommand -a ${name} -d '${about.replaceAll("'", '’')}'`,
    `complete -c mudstream -n '__fish_seen_subcommand_from ${name}' -a '${follow.join(' ')}'`,
  ])
  .join('\n')}
`,
}

/** Gives the subcommand its argument; `known` loads all of them. */
export const configureWith = (command: Command, known: () => Promise<readonly Known[]>): void => {
  command
    .addArgument(new Argument('<shell>', 'for which shell').choices(shells))
    .action(async (shell: Shell) => {
      process.stdout.write(scripts[shell]((await known()).map(wordsOf)))
    })
}
