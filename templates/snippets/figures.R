address <- "https://enkel.example"
figures <- read.csv(paste0(address, "/data/latest/figures.csv"), na.strings = character(0),
                    stringsAsFactors = FALSE)
figures$count <- as.numeric(figures$count)          # NA: not shown, and not zero
provinces <- subset(figures, table == "province")
print(provinces[, c("province", "count", "margin_95", "status")], row.names = FALSE)

release <- figures$release[1]
flows <- read.csv(paste0(address, "/data/", release, "/flows.csv"), na.strings = character(0))
print(aggregate(flow ~ table + cohort, data = flows, FUN = sum))
cat(figures$note[1], "\n")
