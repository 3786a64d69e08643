/** What goes wrong with a process as a whole, counted from its start; metrics of every role tell it. */
export const processCounts = {
  logLinesDropped: 0,
  unhandledRejections: 0,
  /** Told by the supervisor: whoever ends so cannot be asked any more. */
  uncaughtExceptions: 0,
  busMessagesDropped: 0,
}
