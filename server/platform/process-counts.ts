/** What goes wrong with a process as a whole, counted from its start; metrics of every role tell it. */
export const processCounts = {
  logLinesDropped: 0,
  unhandledRejections: 0,
  busMessagesDropped: 0,
}
