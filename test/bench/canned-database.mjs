// Answers every request to DynamoDB at once with a fixed text, in a process of its own, so that only the client is measured.
import { createServer } from 'node:http'

const answers = JSON.parse(process.argv[2])
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    const { body, crc32 } = answers[String(request.headers['x-amz-target']).split('.').at(-1)]
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': String(crc32) })
    response.end(body)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
