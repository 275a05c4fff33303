// Preloaded into the server's process: if the benchmark is killed, the server ends as well. JavaScript, for types in it would bring the type
// stripper into memory, which production has not.

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
