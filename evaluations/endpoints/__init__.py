"""Where answers come from: calls in the chat protocol, their limits and costs, and answers that were recorded."""
